import { describe, expect, it } from '@jest/globals';
import { isSourceFile, isTestFile } from '../../src/verify/files.js';

const GLOBS = ['test/**', '**/__tests__/**/*.[jt]s?(x)', './src/**/*.{test,spec}.ts'];

describe('a test file', () => {
  it.each(['test/a.test.js', 'test/helpers/.env.js', 'src/x/__tests__/a.tsx', 'src/a.spec.ts'])('is %s', (file) => {
    expect(isTestFile(file, GLOBS)).toBe(true);
  });
  it.each(['src/test.ts', 'tests/a.js', 'src/a.test.js'])('is not %s', (file) => {
    expect(isTestFile(file, GLOBS)).toBe(false);
  });
  it('is not everything that a negated glob leaves over', () => {
    expect(isTestFile('src/a.js', ['!test/**'])).toBe(false);
  });
});

describe('a source file', () => {
  it.each(['src/a.js', 'index.mjs', 'lib/app.config.ts', 'cmd/main.go', 'app/x.py', 'types.d.ts'])('is %s', (file) => {
    expect(isSourceFile(file, GLOBS)).toBe(true);
  });
  it.each([
    'test/a.js',
    'jest.config.js',
    '.github/x.js',
    '.eslintrc.cjs',
    'README.md',
    'package.json',
    'src/a.spec.ts',
  ])('is not %s', (file) => {
    expect(isSourceFile(file, GLOBS)).toBe(false);
  });
});
