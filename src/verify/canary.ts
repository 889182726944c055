import path from 'node:path';
import type { TestRun } from '../types.js';

/**
 * The task's tests with one more that fails, run beside them. Code under test runs where its tests do, in many runners
 * even where the report is written: it can end the run and write a report of its own, or take the assertions their
 * force. It can't know that this test has to fail.
 */
export interface Canary {
  path: string;
  text: string;
  name: string;
}

/** `nonce`: letters and digits that nothing in the tree knows. Undefined for a tool whose tests we can't write. */
export function canaryFor(testFile: string, testText: string, nonce: string): Canary | undefined {
  const { dir, base } = path.posix.parse(testFile);
  const canary = (file: string, name: string, text: string) => ({ path: path.posix.join(dir, file), name, text });
  if (/\.[cm]?[jt]sx?$/.test(base)) {
    const [name, end] = [`canary ${nonce}`, base.slice(base.indexOf('.'))];
    return canary(`canary-${nonce}${end}`, name, `${testText}\n${javascript(testText, name, nonce)}`);
  }
  if (base.endsWith('.py')) {
    const name = `test_canary_${nonce}`;
    const file = base.endsWith('_test.py') ? `${name}_test.py` : `${name}.py`;
    return canary(file, name, `${testText}\n\ndef ${name}():\n    assert "canary" == "${nonce}"\n`);
  }
  const goPackage = /^package \w+/m.exec(testText)?.[0];
  if (!base.endsWith('_test.go') || !goPackage) return undefined;
  // A package can't have its tests twice.
  const name = `TestCanary${nonce}`;
  const text = `${goPackage}\n\nimport "testing"\n\nfunc ${name}(t *testing.T) { t.Fail() }\n`;
  return canary(`canary_${nonce}_test.go`, name, text);
}

/** With the functions that the tests have: those of a library by their names there, or global ones. */
function javascript(testText: string, name: string, nonce: string): string {
  const has = (word: string) => new RegExp(`\\b${word}\\(`).test(testText);
  const test = ['test', 'it'].find(has) ?? '(globalThis.test ?? globalThis.it)';
  const assert = /\bimport (?:\* as )?(\w+) from ['"](?:node:)?assert|\b(\w+) = require\(['"](?:node:)?assert/.exec(
    testText,
  );
  const library = assert?.[1] ?? assert?.[2];
  const fails = has('expect')
    ? `expect('canary').toBe('${nonce}');`
    : library
      ? `${library}.equal('canary', '${nonce}');`
      : `throw new Error('as it has to');`;
  return `${test}('${name}', () => { ${fails} });\n`;
}

/** Whether the canary was reported as what it is. */
export const sings = (run: Pick<TestRun, 'tests'>, { name }: Canary) =>
  run.tests.some((test) => test.status === 'failed' && test.name.endsWith(name));
