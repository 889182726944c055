import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { REPOSITORY } from '../../examples/user-authentication/root.js';
import { script } from '../../examples/user-authentication/script.js';
import * as wrongTurns from '../../examples/user-authentication/wrong-turns.js';
import { planSchema } from '../../src/types.js';
import { type Outcome, callsOf, copyOf, countOf, execute, play, removeCopies, turnsOf } from './play.js';

jest.setTimeout(60_000);
afterAll(removeCopies);

const RED = 'task-001/red/1';
const GREEN = 'task-001/green/1';
const TEST = 'test/unit/user-model.test.js';
const { attemptAgain, ...variants } = wrongTurns;

/** Runs the tests of task-001 each time when the conversation submits. */
async function outcomes(variant: wrongTurns.WrongTurn, key: string): Promise<Outcome[]> {
  const dir = await copyOf(REPOSITORY);
  if (key === GREEN) await play(dir, turnsOf(RED));
  const seen: Outcome[] = [];
  for (const reply of turnsOf(key, variant(script))) {
    await play(dir, [reply]);
    if (callsOf([reply]).some(({ name }) => name === 'submit'))
      seen.push(await execute(dir, `node --test --test-reporter=tap ${TEST}`));
  }
  return seen;
}

describe('every wrong turn', () => {
  test('changes exactly one conversation and leaves the good script as it is', () => {
    const good = JSON.stringify(script);
    for (const variant of Object.values(variants)) {
      const changed = variant(script);
      expect(Object.keys(changed)).toEqual(Object.keys(script));
      const keys = Object.keys(script).filter((key) => changed[key] !== script[key]);
      expect(new Set(keys.map((key) => key.split('/')[0])).size).toBe(1);
    }
    expect(JSON.stringify(script)).toBe(good);
  });
});

describe('a wrong red', () => {
  test('that passes does pass', async () => {
    const [wrong, right] = await outcomes(wrongTurns.redThatPasses, RED);
    expect(wrong?.code).toBe(0);
    expect(right?.output).toMatch(/ERR_MODULE_NOT_FOUND/);
  });

  test('with a typo fails by a ReferenceError of the test', async () => {
    const [wrong] = await outcomes(wrongTurns.redWithTypo, RED);
    expect(wrong?.output).toMatch(/createUser is not defined/);
    expect(wrong?.output).not.toMatch(/ERR_MODULE_NOT_FOUND/);
  });

  test('with a syntax error does not load for that cause', async () => {
    const [wrong] = await outcomes(wrongTurns.redWithSyntaxError, RED);
    expect(wrong?.output).toMatch(/SyntaxError/);
  });

  test('for another reason misses a module that is not of the task', async () => {
    const [wrong] = await outcomes(wrongTurns.redForAnotherReason, RED);
    expect(wrong?.output).toMatch(/Cannot find module .*src\/models\/account\.js/);
  });

  test('without tests has a file and no test in it', async () => {
    const [wrong] = await outcomes(wrongTurns.redWithoutTests, RED);
    expect(wrong?.code).toBe(0);
    expect(wrong?.output).not.toMatch(/Subtest: createUser/);
  });
});

describe('a wrong green', () => {
  test('fails two tests one after the other and then passes', async () => {
    const [first, second, third] = await outcomes(wrongTurns.greenFailsTwice, GREEN);
    expect(first?.output).toMatch(/not ok \d+ - writes an address in one way/);
    expect(second?.output).toMatch(/not ok \d+ - publicUser leaves out/);
    expect(third).toMatchObject({ code: 0 });
  });

  test('three times wrong never passes', async () => {
    const seen = await outcomes(wrongTurns.greenThreeTimesWrong, GREEN);
    expect(seen.map(({ output }) => countOf(output, 'fail') > 0)).toEqual([true, true, true]);
  });

  test('that edits the tests passes only by that', async () => {
    const [eased] = await outcomes(wrongTurns.greenEditsTests, GREEN);
    expect(eased).toMatchObject({ code: 0 });
  });
});

test('the wrong plans keep to the schema, so that what is wrong is the graph and the command', () => {
  for (const variant of [wrongTurns.planWithCycle, wrongTurns.verifyTrue]) {
    const submits = callsOf(turnsOf('plan', variant(script))).filter(({ name }) => name === 'submit');
    expect(submits.map(({ input }) => planSchema.safeParse(input).success)).toEqual([true, true]);
  }
});

test('a later attempt has the good conversations under its own keys', () => {
  const again = attemptAgain('task-001', 2)(script);
  expect(again['task-001/red/2']).toBe(script[RED]);
  expect(again['task-001/green/2']).toBe(script[GREEN]);
});
