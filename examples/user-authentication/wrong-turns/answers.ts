import { editFile, keptFile, readFile, submit, writeFile, writeKept } from '../script/calls.js';
import { AT, CUT_FILE, GREEN, MODEL, RED, TEST, before, replace } from './change.js';

/** Answers and calls that a loop has to cope with. */

const DRAFT = writeFile(CUT_FILE, keptFile(TEST));

export const editThatMisses = before(
  GREEN,
  AT.write,
  { calls: [editFile('src/models/note.js', 'export function makeNote(', 'export function createUser(')] },
  { expect: 'src/models/note.js' },
);

export const answerWithoutSubmit = before(
  RED,
  AT.submit,
  { text: 'The tests are written and fail as they should.' },
  { expect: /submit/ },
);

/** Talks on after the nudge, too. */
export const neverSubmits = replace(RED, (own) => [
  own(AT.read),
  { text: 'The tests are written.' },
  { expect: /submit/, text: 'As I said, they are written.' },
]);

/** Submits in the same answer as a write, whose result it can't have seen. */
export const submitNotAlone = replace(RED, (own) => [
  own(AT.read),
  { calls: [writeKept(TEST), submit<'red'>({ summary: 'Tests of createUser.', tests: [TEST] })] },
  { ...own(AT.submit), expect: /submit/ },
]);

export const unknownTool = before(
  RED,
  AT.write,
  { unlisted: true, calls: [{ name: 'delete_file', input: { path: MODEL } }] },
  { expect: 'delete_file' },
);

export const wrongArguments = before(
  RED,
  AT.write,
  { calls: [{ name: 'read_file', input: { file: 'src/errors.js' } }, readFile('src/config.js')] },
  { expect: /path/ },
);

export const cutJson = before(RED, AT.write, {
  text: 'Writing the tests.',
  calls: [DRAFT],
  cut: true,
});

export const emptyAnswer = before(RED, AT.write, { empty: true });

const STRAY = { unlisted: true, calls: [{ name: 'delete_file', input: { path: MODEL } }] };

/** An answer whose calls look whole, but the window was full. */
export const windowFull = before(RED, AT.write, {
  text: 'Writing the tests.',
  calls: [DRAFT],
  stop: 'model_context_window_exceeded',
});

/** Makes the same failing call three times, then notices. */
export const circlesNoticed = replace(RED, (own) => [
  own(AT.read),
  STRAY,
  STRAY,
  STRAY,
  { ...own(AT.write), expect: 'do something else' },
  own(AT.test),
  own(AT.submit),
]);

export const circles = replace(RED, (own) => [own(AT.read), STRAY, STRAY, STRAY, STRAY]);

export const refuses = replace(RED, (own) => [
  own(AT.read),
  { text: 'I would rather not.', calls: [DRAFT], stop: 'refusal' },
]);

export const cutThrice = replace(RED, (own) => [
  own(AT.read),
  ...Array.from({ length: 3 }, () => ({ text: 'Writing.', calls: [DRAFT], cut: true })),
]);

export const emptyTwice = replace(RED, (own) => [own(AT.read), { empty: true }, { empty: true, expect: /submit/ }]);
