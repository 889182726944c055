import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LINTERS } from '../../src/verify/lint.js';
import {
  parseCobertura,
  parseCoveragePy,
  parseGoProfile,
  parseIstanbulSummary,
  parseLcov,
} from '../../src/verify/reports/coverage.js';
import { parseJestReport } from '../../src/verify/reports/jest.js';
import { readJunit } from '../../src/verify/reports/junit-any.js';
import { countSarif } from '../../src/verify/reports/sarif.js';
import { parseGoTestReport } from '../../src/verify/reports/go-test.js';
import { judgeRed } from '../../src/verify/red.js';
import { TYPE_CHECKERS } from '../../src/verify/types.js';
import { root } from '#scripts/places.mjs';

const FOLDER = path.join(root, 'tests', 'verify', 'golden');
const golden = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');

describe('the findings of', () => {
  it.each([
    ['eslint', 'eslint.json', 1],
    ['biome', 'biome.json', 2],
    ['ruff', 'ruff.json', 2],
    ['flake8', 'flake8.txt', 2],
    ['go-vet', 'go-vet.txt', 2],
    ['staticcheck', 'staticcheck.txt', 3],
    ['clippy', 'clippy.txt', 4],
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

it.each([
  ['oxlint -f github src', LINTERS.oxlint, 'oxlint src'],
  ['uv run ruff check --output-format=github .', LINTERS.ruff, 'uv run ruff check .'],
  ['pyright --outputjson', TYPE_CHECKERS.pyright, 'pyright'],
])('%s is given the format of our reports once', (command, counter, without) => {
  expect(command.replaceAll(counter.once!, '')).toBe(without);
});

describe('the coverage that a report gives', () => {
  it.each([
    ['coverage.py', parseCoveragePy, 'coverage-py.json', 45.45],
    ['Go', parseGoProfile, 'cover.out', 50],
    ['Istanbul', parseIstanbulSummary, 'coverage-summary.json', 66.66],
    ['LCOV', parseLcov, 'lcov.info', 75],
    ['Cobertura', parseCobertura, 'cobertura.xml', 75],
  ] as const)('%s', (_tool, parse, file, percent) => {
    expect(parse(golden(file))).toBeCloseTo(percent, 1);
  });

  it('is none where nothing was counted', () => {
    expect(parseIstanbulSummary('{"total":{"lines":{"total":0,"pct":"Unknown"}}}')).toBeUndefined();
    expect(parseGoProfile('mode: set\n')).toBeUndefined();
    expect(parseLcov('TN:\nSF:a.js\nLF:0\nLH:0\nend_of_record\n')).toBeUndefined();
    expect(parseCobertura('<coverage lines-valid="0" line-rate="1">')).toBeUndefined();
    expect(parseCobertura('no XML')).toBeUndefined();
    expect(parseCoveragePy('{"totals":{"percent_covered":100,"num_statements":0}}')).toBeUndefined();
  });
});

describe('the report of Vitest', () => {
  const relative = (text: string) => text.replaceAll('/repository/', '');
  const { tests, loadErrors } = parseJestReport(golden('vitest.json'), relative, '/repository');

  it('gives each test, and what failed in it with the frames of the repository', () => {
    expect(tests.map(({ file, name, status, error }) => [`${file} > ${name}`, status, error?.name])).toEqual([
      ['tests/sums.test.ts > words > are two', 'passed', undefined],
      ['tests/sums.test.ts > words > are three', 'failed', 'AssertionError'],
      ['tests/sums.test.ts > words > crash', 'failed', 'TypeError'],
      ['tests/sums.test.ts > words > are skipped', 'skipped', undefined],
      ['tests/words.test.ts > a text is split at its spaces', 'passed', undefined],
    ]);
    expect(tests[2]?.error?.stack).toContain('at words (src/words.ts:3:15)');
  });

  it('gives the file that could not be loaded', () => {
    const message = "Cannot find module '../src/absent.js' imported from 'tests/absent.test.ts'";
    expect(loadErrors).toEqual([{ file: 'tests/absent.test.ts', error: expect.objectContaining({ message }) }]);
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

describe('a SARIF log', () => {
  it('has the level of its rule, or of each result', () => {
    expect(countSarif(golden('oxlint.sarif'))).toEqual({ errors: 2, findings: 4 });
    const log = (results: unknown[]) => {
      const rules = [{ id: 'bad', defaultConfiguration: { level: 'error' } }];
      return JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { rules } }, results }] });
    };
    expect(countSarif(log([{ ruleId: 'bad' }, { ruleId: 'other' }, { ruleId: 'bad', level: 'note' }]))).toEqual({
      errors: 1,
      findings: 3,
    });
  });

  it('is nothing else', () => {
    expect(() => countSarif('{"runs":[]}')).toThrow('version');
    expect(() => countSarif('ok')).toThrow('JSON');
  });
});

describe('the JUnit XML of any tool', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'piv-junit-'));
    for (const file of ['main/java/com/example/Sums.java', 'test/java/com/example/SumsTest.java']) {
      await mkdir(path.join(dir, 'src', path.dirname(file)), { recursive: true });
      await writeFile(path.join(dir, 'src', file), '');
    }
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('names test files and frames by their classes where it has no files', async () => {
    const { tests } = await readJunit([golden('surefire.xml')], dir, (text) => text);
    const file = 'src/test/java/com/example/SumsTest.java';
    expect(tests.map((test) => [test.file, test.name, test.status, test.error?.name])).toEqual([
      [file, 'com.example.SumsTest > adds', 'passed', undefined],
      [file, 'com.example.SumsTest > crashes', 'failed', 'NullPointerException'],
      [file, 'com.example.SumsTest > isSkipped', 'skipped', undefined],
      [file, 'com.example.SumsTest > isWrong', 'failed', 'AssertionFailedError'],
    ]);
    expect(tests[1]?.error?.stack).toContain('at crash (src/main/java/com/example/Sums.java:2)');
    expect(tests[3]?.error?.message).toBe('expected: <4> but was: <3>');
  });

  it('is proof of red: an assertion that fails, and a crash in the source', async () => {
    const { tests } = await readJunit([golden('surefire.xml')], dir, (text) => text);
    const files = ['src/test/java/com/example/SumsTest.java', 'src/main/java/com/example/Sums.java'];
    for (const failing of tests.filter(({ status }) => status === 'failed')) {
      const run = { tests: [failing], loadErrors: [], exitCode: 1, timedOut: false, output: '' };
      const about = { newTests: files.slice(0, 1), plannedFiles: files.slice(1), isTestFile: () => false };
      expect(judgeRed({ run, ...about, existing: (file) => files.includes(file) })).toMatchObject({ ok: true });
    }
  });

  it('is read without the names that a tool leaves out', async () => {
    const { tests } = await readJunit([golden('junit-node.xml')], dir, (text) => text);
    expect(tests.map(({ file, name, status }) => [file, name, status])).toEqual([
      ['test', 'test > adds', 'passed'],
      ['test', 'test > is wrong', 'failed'],
      ['test', 'test > is skipped', 'skipped'],
    ]);
  });
});
