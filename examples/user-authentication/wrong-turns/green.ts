import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../root.js';
import { blocked, keptFile, run, runTests, writeFile } from '../script/calls.js';
import { AT, GREEN, MODEL, TEST, replace } from './change.js';

/** Green: what is submitted fails the tests. */

const good = { test: keptFile(TEST), model: keptFile(MODEL) };
const withoutLowerCase = good.model.replace('.toLowerCase()', '');
const withHashForAll = good.model
  .replace('export function publicUser({ id, email, createdAt })', 'export function publicUser(user)')
  .replace('return { id, email, createdAt };', 'return { ...user };');
const withoutFreeze = good.model.replace('Object.freeze({', '({');

export const greenFailsTwice = replace(GREEN, (own) => [
  own(AT.read),
  { calls: [writeFile(MODEL, withoutLowerCase)] },
  own(AT.submit),
  { expect: 'writes an address in one way', calls: [writeFile(MODEL, withHashForAll)] },
  own(AT.submit),
  { expect: 'publicUser leaves out', calls: [writeFile(MODEL, good.model), runTests(TEST)] },
  own(AT.submit),
]);

export const greenThreeTimesWrong = replace(GREEN, (own) => [
  own(AT.read),
  { calls: [writeFile(MODEL, withoutLowerCase)] },
  own(AT.submit),
  { calls: [writeFile(MODEL, withHashForAll)] },
  own(AT.submit),
  { calls: [writeFile(MODEL, withoutFreeze)] },
  own(AT.submit),
]);

/** Makes the sealed tests easier, by the tools and by a command, and submits a model that only the easier ones accept; then does it right. */
export const greenEditsTests = replace(GREEN, (own) => [
  own(AT.read),
  {
    calls: [
      writeFile(TEST, good.test.replaceAll('Ada@Example.COM', 'ada@example.com')),
      run(`sed 's/Ada@Example.COM/ada@example.com/' ${TEST} > eased && mv eased ${TEST}`),
      writeFile(MODEL, withoutLowerCase),
    ],
  },
  own(AT.submit),
  { expect: 'writes an address in one way', calls: [writeFile(MODEL, good.model)] },
  own(AT.submit),
]);

const OLDER_TEST = 'test/unit/config.test.js';

/** Empties a test that was there before the task, which nothing sealed; then puts it back. */
export const greenEditsOlderTests = replace(GREEN, (own) => [
  own(AT.read),
  { calls: [writeFile(OLDER_TEST, "import 'node:test';\n"), writeFile(MODEL, good.model)] },
  own(AT.submit),
  { expect: OLDER_TEST, calls: [writeFile(OLDER_TEST, readFileSync(join(REPOSITORY, OLDER_TEST), 'utf8'))] },
  own(AT.submit),
]);

export const greenBlocked = replace(GREEN, (own) => [
  own(AT.read),
  { calls: [blocked('The tests want an address to be valid and refused at once.', 'tests')] },
]);
