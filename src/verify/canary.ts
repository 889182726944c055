import type { TestRun } from '../types.js';
import type { Runnable } from './own-reports.js';
import { selectsTests } from './selection.js';

/**
 * A test file of the task with one more test in it, which fails. Code under test runs where its tests do, in many
 * runners even where the report is written: it can end the run and write a report of its own, or take the assertions
 * their force. It can't know that this test has to fail.
 */
export interface Canary {
  path: string;
  text: string;
  name: string;
}

/** `nonce`: small letters and digits that nothing in the tree knows. Undefined for a tool whose tests we can't write. */
export function canaryFor(path: string, testText: string, nonce: string): Canary | undefined {
  const canary = (name: string, test: string) => ({ path, name, text: `${testText}\n${test}` });
  if (/\.[cm]?[jt]sx?$/.test(path)) return canary(nonce, javascript(testText, nonce));
  if (path.endsWith('.py')) return canary(`test_${nonce}`, `\ndef test_${nonce}():\n    assert "1" == "${nonce}"\n`);
  if (path.endsWith('_test.go')) return canary(`TestX${nonce}`, `func TestX${nonce}(t *testing.T) { t.Fail() }\n`);
  if (path.endsWith('.rs')) return canary(nonce, `#[test]\nfn ${nonce}() {\n    assert_eq!("1", "${nonce}");\n}\n`);
  if (path.endsWith('.java')) return java(path, testText, nonce);
  return undefined;
}

/** At the end of the file's class. JUnit 4 and TestNG want it to be public. */
function java(path: string, testText: string, nonce: string): Canary | undefined {
  const library = /^import (org\.(?:junit\.jupiter\.api|junit|testng\.annotations)\.(?:Test|\*));/m.exec(testText)?.[1];
  const end = testText.lastIndexOf('}');
  if (!library || end < 0) return undefined;
  const test = `@${library.replace('*', 'Test')} public void ${nonce}() { throw new AssertionError("${nonce}"); }\n`;
  return { path, name: nonce, text: `${testText.slice(0, end)}\n${test}${testText.slice(end)}` };
}

/** Whether a command runs all tests of the files that it is given, and we know how such tests are written. */
export const runsCanaries = ({ command, reports }: Runnable, settings: Record<string, string> = {}) =>
  !selectsTests(command, settings) && !command.includes('{junit}') && reports?.junit === undefined;

/** With the functions that the tests have: those of a library by their names there, or global ones. */
function javascript(testText: string, nonce: string): string {
  const has = (word: string) => new RegExp(`\\b${word}\\b\\s*[.(]`).test(testText);
  const test = ['test', 'it'].find(has) ?? '(globalThis.test ?? globalThis.it)';
  const assert = /\bimport (?:\* as )?(\w+) from ['"](?:node:)?assert|\b(\w+) = require\(['"](?:node:)?assert/.exec(
    testText,
  );
  const library = assert?.[1] ?? assert?.[2];
  const withAssert = library ? `${library}.equal('1', '${nonce}');` : `throw new Error('${nonce}');`;
  return `;${test}('${nonce}', () => { ${has('expect') ? `expect('1').toBe('${nonce}');` : withAssert} });\n`;
}

/** Whether the canary was reported as what it is; undefined where its file, with it in it, can't be loaded, or in time. */
export function sings(
  run: Pick<TestRun, 'tests' | 'loadErrors' | 'timedOut'>,
  { path, name }: Canary,
): boolean | undefined {
  if (run.timedOut || run.loadErrors.some(({ file }) => file === path)) return undefined;
  return run.tests.some((test) => test.status === 'failed' && test.name.endsWith(name));
}
