import { describe, expect, it } from '@jest/globals';
import * as turns from '../../examples/user-authentication/wrong-turns.js';
import { CUT_FILE, RED } from '../../examples/user-authentication/wrong-turns/change.js';
import type { Script } from '../../examples/scripted-model/script.js';
import type { FeatureHandle } from '../../src/client.js';
import { git } from '../../src/git/git.js';
import { blocked as isBlocked, until } from '../helpers/swarm.js';
import { castOf, passedAtLast, redGivenUp, type Part } from '../helpers/cast.js';

/** Contexts of red that come to nothing, each in its own way; the one after them does it right. */
const GIVEN_UP: [turns.WrongTurn, RegExp][] = [
  [turns.circles, /^it went round in circles: delete_file$/],
  [turns.refuses, /^the model refused to go on\. I would rather not\.$/],
  [turns.cutThrice, /^3 answers in a row were cut off$/],
  [turns.emptyTwice, /^the model ended without submit, after a nudge/],
];

function givenUpAgainAndAgain(script: Script): Script {
  const { [RED]: _red, 'task-001/green/1': _green, ...rest } = turns.attemptAgain('task-001', 5)(script);
  const wrong = GIVEN_UP.map(([turn], index) => [`task-001/red/${index + 1}`, turn(script)[RED]!]);
  return { ...rest, ...Object.fromEntries(wrong) };
}

const reasons: (string | undefined)[] = [];
async function retryEach(feature: FeatureHandle): Promise<void> {
  for (const _ of GIVEN_UP) {
    const status = await until(feature, isBlocked);
    reasons.push(status.tasks[0]?.reason);
    await feature.retry();
    await until(feature, (now) => !isBlocked(now));
  }
}

const parts = {
  'edit-that-misses': { turn: turns.editThatMisses },
  'unknown-tool': { turn: turns.unknownTool },
  'wrong-arguments': { turn: turns.wrongArguments },
  'submit-not-alone': { turn: turns.submitNotAlone },
  'without-submit': { turn: turns.answerWithoutSubmit },
  'empty-answer': { turn: turns.emptyAnswer },
  'cut-json': { turn: turns.cutJson },
  'never-submits': { turn: redGivenUp(turns.neverSubmits), mend: (feature) => feature.retry() },
  'window-full': { turn: turns.windowFull },
  'circles-noticed': { turn: turns.circlesNoticed },
  'given-up': { turn: givenUpAgainAndAgain, mend: retryEach },
  'plan-with-cycle': { turn: turns.planWithCycle },
  'verify-true': { turn: turns.verifyTrue },
  'linters-not-there': { turn: turns.lintersNotThere },
} satisfies Record<string, Part>;
type Name = keyof typeof parts;

const NUDGE = /^End this stage by calling the tool submit/;
const cast = castOf(parts);

describe('the model is told what is wrong, and goes on, after', () => {
  it.each<[string, Name, RegExp]>([
    ['an edit that misses', 'edit-that-misses', /src\/models\/note\.js.*export function createNote\(/s],
    ['a call of an unknown tool', 'unknown-tool', /There is no tool "delete_file" in this stage. There are read_file,/],
    ['wrong arguments', 'wrong-arguments', /^Wrong arguments:.*path.*read_file takes \{/s],
    ['a submit that is not alone', 'submit-not-alone', /submit must be the only call of its answer/],
    ['an answer without submit', 'without-submit', NUDGE],
    ['an empty answer', 'empty-answer', NUDGE],
    ['an answer that the window had no room for', 'window-full', /cut off before it was complete/],
    ['an answer whose JSON is cut', 'cut-json', /cut off before it was complete, so none of its tool calls was run/],
    ['a plan with a cycle', 'plan-with-cycle', /1 of 3.*block each other in a cycle: task-001, task-002/],
    ['a plan that verifies with true', 'verify-true', /1 of 3.*verify "true" is not one of the repository's commands/],
  ])('%s', async (_, name, reason) => {
    const { told } = await passedAtLast(cast(), name);
    expect(told).toEqual([expect.stringMatching(reason)]);
  });
});

it.each<[string, Name]>([
  ['whose JSON is cut', 'cut-json'],
  ['of an answer that the window had no room for', 'window-full'],
])('a call %s is neither run nor kept', async (_, name) => {
  const { task } = await passedAtLast(cast(), name);
  expect(JSON.stringify(task)).not.toContain(CUT_FILE);
  const files = await git(cast().repo, ['ls-tree', '-r', '--name-only', `piv/${name}`, CUT_FILE]);
  expect(files).toBe('');
});

it('the same failing call three times is pointed out, and the model goes on', async () => {
  const { told } = await passedAtLast(cast(), 'circles-noticed');
  const failure = expect.stringMatching(/There is no tool "delete_file"/);
  expect(told).toEqual([failure, failure, failure, expect.stringMatching(/^The same calls had the same results 3/)]);
});

it('circles, refusals, cuts and silence each end a stage with the reason, and retry starts a fresh context', async () => {
  const { task } = await passedAtLast(cast(), 'given-up');
  expect(reasons).toEqual(GIVEN_UP.map(([, reason]) => expect.stringMatching(reason)));
  expect(task[0]?.conversation).toBe('task-001/5');
  expect(JSON.stringify(task)).not.toContain(CUT_FILE);
});

it('what comes with a submit in one answer is run, and the submit is not counted', async () => {
  const { task } = await passedAtLast(cast(), 'submit-not-alone');
  const red = task.filter(({ conversation }) => conversation === 'task-001/1');
  const results = red.flatMap(({ role, content }) => (role === 'user' ? content : []));
  expect(results).toContainEqual(expect.objectContaining({ content: expect.stringContaining('user-model.test.js') }));
  expect(JSON.stringify(results)).not.toMatch(/of 3\)/);
});

it('a model that never submits blocks the task as NoSubmit, and retry goes on', async () => {
  const { blocked, told } = await passedAtLast(cast(), 'never-submits');
  expect(blocked?.tasks).toMatchObject([{ status: 'blocked', reason: expect.stringMatching(/NoSubmit/) }]);
  expect(told).toEqual([]);
});

it('prime looks around in files that stay as they are, and a command that is not there costs it no submit', async () => {
  const { told, phases, status } = await passedAtLast(cast(), 'linters-not-there');
  expect(told).toHaveLength(4);
  for (const text of told) expect(text).toMatch(/^Refused, and not counted: `[\w-]+` \(x\) can't be run: .*not found/);
  expect(JSON.stringify(phases)).toMatch(/1\\n.*v\d+\.\d+/);
  expect(status.baseline?.lintErrors).toBeUndefined();
});
