import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LINTERS } from '../../src/verify/lint.js';
import { parseCoveragePy, parseGoProfile, parseIstanbulSummary } from '../../src/verify/reports/coverage.js';
import { parseGoTestReport } from '../../src/verify/reports/go-test.js';
import { TYPE_CHECKERS } from '../../src/verify/types.js';
import { root } from '#scripts/places.mjs';

const FOLDER = path.join(root, 'tests', 'verify', 'golden');
const golden = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');

describe('the findings of', () => {
  it.each([
    ['biome', 'biome.json', 2],
    ['ruff', 'ruff.json', 2],
    ['flake8', 'flake8.txt', 2],
    ['go-vet', 'go-vet.txt', 2],
    ['staticcheck', 'staticcheck.txt', 3],
  ] as const)('%s are counted', (tool, file, errors) => {
    expect(LINTERS[tool].count(golden(file), 1)).toBe(errors);
  });

  it.each([
    ['mypy', 'mypy.jsonl', 2],
    ['pyright', 'pyright.json', 2],
  ] as const)('%s are counted', (tool, file, errors) => {
    expect(TYPE_CHECKERS[tool].count(golden(file), 1)).toBe(errors);
  });

  it.each(['flake8', 'go-vet', 'staticcheck'] as const)(
    '%s are none where it prints nothing and is content',
    (tool) => {
      expect(LINTERS[tool].count('', 0)).toBe(0);
      expect(LINTERS[tool].count('no such command\n', 127)).toBeUndefined();
    },
  );

  it('mypy have no number where it could not check all', () => {
    const said =
      'nofile.py: error: Cannot read file: No such file or directory\nFound 1 error in 1 file (errors prevented further checking)\n';
    expect(TYPE_CHECKERS.mypy.count(said, 2)).toBeUndefined();
    expect(TYPE_CHECKERS.mypy.count('Success: no issues found in 1 source file\n', 0)).toBe(0);
  });
});

describe('the coverage that a report gives', () => {
  it.each([
    ['coverage.py', parseCoveragePy, 'coverage-py.json', 45.45],
    ['Go', parseGoProfile, 'cover.out', 50],
    ['Istanbul', parseIstanbulSummary, 'coverage-summary.json', 66.66],
  ] as const)('%s', (_tool, parse, file, percent) => {
    expect(parse(golden(file))).toBeCloseTo(percent, 1);
  });

  it('is none where nothing was counted', () => {
    expect(parseIstanbulSummary('{"total":{"lines":{"total":0,"pct":"Unknown"}}}')).toBeUndefined();
    expect(parseGoProfile('mode: set\n')).toBeUndefined();
    expect(parseCoveragePy('{"totals":{"percent_covered":100,"num_statements":0}}')).toBeUndefined();
  });
});

describe('the report of go test', () => {
  const relative = (text: string) => text.replaceAll('/repository/', '');
  const report = parseGoTestReport(golden('go-test.jsonl'), relative, path.join(FOLDER, 'go'));

  it('gives each test with the file that declares it', () => {
    expect(report.complete).toBe(true);
    expect(new Set(report.tests.map(({ file, name, status }) => `${file} > ${name}: ${status}`))).toEqual(
      new Set([
        'user/user_test.go > TestNormalize: passed',
        'user/user_test.go > TestWrong: failed',
        'user/user_test.go > TestTable > one: passed',
        'user/user_test.go > TestTable > two_words: failed',
        'user/user_test.go > TestSkipped: skipped',
        'panics/panics_test.go > TestBefore: passed',
        'panics/panics_test.go > TestPanics: failed',
      ]),
    );
  });

  it('gives what a failing test said, and the frames of a panic', () => {
    const errorOf = (name: string) => report.tests.find((test) => test.name === name)?.error;
    expect(errorOf('TestWrong')).toMatchObject({
      name: 'AssertionError',
      message: 'user_test.go:13: Normalize("X") = "x", want "X"',
      stack: expect.stringContaining('at user/user_test.go:13'),
    });
    expect(errorOf('TestPanics')).toMatchObject({
      name: 'panic',
      message: 'assignment to entry in nil map',
      stack: expect.stringContaining('at user/user.go:9'),
    });
  });

  it('gives the errors of the compiler by their test files', () => {
    expect(report.loadErrors.map(({ file, error }) => [file, error.message.split('\n')[0]])).toEqual([
      ['absent/absent_test.go', expect.stringContaining('no required module provides package example.com/notes/auth')],
      ['broken/broken_test.go', 'undefined: NewUser'],
      ['gone/gone_test.go', 'undefined: user.Gone'],
    ]);
  });

  it('is not complete where the run was cut off', () => {
    const cut = golden('go-test.jsonl').split('\n').slice(0, 40).join('\n');
    expect(parseGoTestReport(cut, relative, FOLDER).complete).toBe(false);
  });
});
