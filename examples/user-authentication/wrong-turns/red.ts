import { blocked, keptFile, runTests, writeFile } from '../script/calls.js';
import { AT, GREEN, MODEL, RED, TEST, type WrongTurn, before, replace } from './change.js';

/** Red: what is submitted is no right red, is refused, and then mended. */

const good = keptFile(TEST);

export const redThatPasses = wrongRed(
  `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNote } from '../../src/models/note.js';

test('a note has a title', () => {
  assert.equal(createNote({ title: 'Milk' }).title, 'Milk');
});
`,
  /pass/i,
);

/** Nothing is imported, so that every call is a ReferenceError of the test itself. */
export const redWithTypo = wrongRed(good.replace(/^import .*user\.js';\n/m, ''), /not defined|ReferenceError/);

export const redWithSyntaxError = wrongRed(
  good.replace("describe('createUser', () => {", "describe('createUser', () {"),
  /syntax/i,
);

/** The missing module is none of the task's files. */
export const redForAnotherReason = wrongRed(good.replace('models/user.js', 'models/account.js'), /account/);

export const redWithoutTests = wrongRed("import '../../src/models/note.js';\n", /test/i);

/** Writes a source file in red, which the tool refuses where the code is another conversation's. */
export const redWritesSource = before(RED, AT.write, { calls: [writeFile(MODEL, keptFile(MODEL))] }, { expect: MODEL });

/** Tries the tests on the code, and has them checked before they are submitted: no wrong turn either. */
export const redSketches: WrongTurn = (script) => {
  const [, , , submitted] = script[RED]!;
  const checks = { calls: submitted!.calls!.map((call) => ({ ...call, name: 'check' })) };
  const sketch = { calls: [writeFile(MODEL, keptFile(MODEL)), runTests(TEST)] };
  const passes = { calls: [runTests()], expect: /would be accepted/ };
  const red = replace(RED, (own) => [
    own(AT.read),
    own(AT.write),
    sketch,
    { ...checks, expect: /0 failed/ },
    passes,
    own(AT.submit),
  ]);
  return replace(GREEN, (own) => [{ ...own(AT.test), expect: TEST }, own(AT.submit)])(red(script));
};

export const redBlocked = replace(RED, (own) => [
  own(AT.read),
  { calls: [blocked('The task does not say whether two users may share an address.', 'task')] },
]);

function wrongRed(content: string, expect: RegExp): WrongTurn {
  return replace(RED, (own) => [
    own(AT.read),
    { calls: [writeFile(TEST, content)] },
    own(AT.submit),
    { ...own(AT.write), expect },
    own(AT.test),
    own(AT.submit),
  ]);
}
