import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { causeOfLoadError } from '../../src/verify/red-cause.js';
import { parseCargoTest } from '../../src/verify/reports/cargo-test.js';
import { cargoTargets } from '../../src/verify/reports/cargo-targets.js';
import { parseMaven } from '../../src/verify/reports/maven.js';
import type { Report } from '../../src/verify/reports/report.js';
import { root } from '#scripts/places.mjs';

const FOLDER = path.join(root, 'tests', 'verify', 'golden');
const golden = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const relative = (text: string) => text.replaceAll('/repository/', '');

const saidOf = ({ loadErrors }: Report, file: string) => loadErrors.find((one) => one.file === file)!.error;
const judged = (report: Report, file: string, plannedFiles: string[]) =>
  causeOfLoadError(saidOf(report, file), file, { plannedFiles, isSource: () => false });

describe('what cargo test prints', () => {
  const report = parseCargoTest(golden('cargo-test.txt'), relative, path.join(FOLDER, 'rust'));
  const errorOf = (name: string) => report.tests.find((test) => test.name === name)?.error;

  it('gives each test with the file of its module', () => {
    expect(report).toMatchObject({ complete: true, loadErrors: [] });
    expect(report.tests.map(({ file, name, status }) => `${file} > ${name}: ${status}`).toSorted()).toEqual([
      'src/lib.rs > src/lib.rs - first (line 8): passed',
      'src/words/tests.rs > words > tests > are_split: passed',
      'src/words/tests.rs > words > tests > inner > are_wrong: failed',
      'tests/slug.rs > crashes: failed',
      'tests/slug.rs > does_not_panic: failed',
      'tests/slug.rs > is_skipped: skipped',
      'tests/slug.rs > is_wrong: failed',
      'tests/slug.rs > joins_words: passed',
      'tests/slug.rs > returns_an_error: failed',
      'tests/slug.rs > wants_a_number: failed',
    ]);
  });

  it('gives what failed: an assertion, what a test panics for itself, and a panic in the source', () => {
    expect(errorOf('is_wrong')).toMatchObject({
      name: 'AssertionError',
      message: 'assertion `left == right` failed\n  left: "A-b"\n right: "a-b"',
      stack: expect.stringContaining('    at tests/slug.rs:11'),
    });
    expect(errorOf('wants_a_number')).toMatchObject({ name: 'AssertionError' });
    expect(errorOf('does_not_panic')?.message).toBe('test did not panic as expected at tests/slug.rs:26:4');
    expect(errorOf('returns_an_error')?.message).toBe('Error: ParseIntError { kind: InvalidDigit }');
    expect(errorOf('crashes')).toMatchObject({
      name: 'panic',
      message: 'index out of bounds: the len is 1 but the index is 3',
      stack: expect.stringMatching(/ {4}at src\/words\.rs:6\n[^]* {4}at tests\/slug\.rs:16$/m),
    });
  });

  it('is not complete where a program of tests was ended, or none was begun', () => {
    const cut = golden('cargo-test.txt').replace(/^test result: FAILED\. 1 passed; 5 failed.*$/m, '');
    expect(parseCargoTest(cut, relative, FOLDER).complete).toBe(false);
    expect(parseCargoTest('error: no matching package named `x` found\n', relative, FOLDER).complete).toBe(false);
  });

  it('is shown as it is printed for people', () => {
    expect(report.printed).not.toContain('"reason"');
    const { printed } = parseCargoTest(golden('rustc.txt'), relative, path.join(FOLDER, 'rust'));
    expect(printed).toContain('error[E0432]: unresolved import `texts::tags`\n --> tests/absent.rs:3:12');
  });
});

describe('a Rust test that rustc refuses', () => {
  const report = parseCargoTest(golden('rustc.txt'), relative, path.join(FOLDER, 'rust'));

  it('is red where all of it is about what the task is to make', () => {
    const planned = ['src/slug.rs', 'src/tags.rs', 'src/lib.rs', 'tests/absent.rs'];
    expect(saidOf(report, 'tests/absent.rs').message).toContain('E0432: unresolved import `texts::tags` (of src)');
    expect(judged(report, 'tests/absent.rs', planned)).toEqual({ kind: 'right' });
    expect(judged(report, 'tests/absent.rs', ['src/words.rs'])).toMatchObject({ kind: 'fault' });
  });

  it.each([
    'E0432: unresolved import `serde`',
    'E0432: unresolved import `texts::words::wrods` (of src/words)',
    'E0425: cannot find function `slugify` in this scope',
    'E0433: cannot find `HashMapp` in `collections`',
    'E0599: no function or associated item named `fromm` found for struct `String` in the current scope',
    'cannot find macro `assert_that` in this scope',
    'E0308: mismatched types',
    'E0061: this function takes 2 arguments but 1 argument was supplied (of src/words)',
  ])('is refused for "%s"', (line) => {
    const error = saidOf(report, 'tests/strange.rs');
    expect(error.message.split('\n')).toContain(line);
    const alone = { ...report, loadErrors: [{ file: 'tests/strange.rs', error: { ...error, message: line } }] };
    expect(judged(alone, 'tests/strange.rs', ['src/slug.rs'])).toMatchObject({
      kind: 'fault',
      why: expect.stringContaining(line),
    });
  });

  it('is refused for its syntax, in the words of rustc', () => {
    const why = expect.stringContaining('no rules expected `"a"`');
    expect(judged(report, 'tests/broken.rs', ['src/slug.rs', 'src/lib.rs'])).toMatchObject({ kind: 'fault', why });
  });
});

describe('a Java test that javac refuses', () => {
  const report = parseMaven(golden('maven.txt'), relative, path.join(FOLDER, 'java'));
  const ABSENT = 'src/test/java/texts/AbsentTest.java';
  const STRANGE = 'src/test/java/texts/StrangeTest.java';
  const BROKEN = 'src/test/java/texts/BrokenTest.java';

  it('is red where all of it is about what the task is to make', () => {
    const planned = ['Slug', 'Tags', 'web/Page'].map((name) => `src/main/java/texts/${name}.java`);
    expect(saidOf(report, ABSENT).message.split('\n')).toContain(
      'cannot find symbol, symbol: class Tags, location: package texts (of texts/Tags)',
    );
    expect(judged(report, ABSENT, [...planned, ABSENT])).toEqual({ kind: 'right' });
    expect(judged(report, ABSENT, [...planned.slice(1), ABSENT])).toMatchObject({ kind: 'fault' });
  });

  it.each([
    'package org.assertj.core.api does not exist (of org/assertj/core/api)',
    'cannot find symbol, symbol: class Lisst, location: class texts.StrangeTest (of texts/Lisst)',
    'cannot find symbol, symbol: method assertEqual(int,int), location: class texts.StrangeTest',
    'cannot find symbol, symbol: variable undefined, location: class texts.StrangeTest',
    'cannot find symbol, symbol: method shout(), location: class java.lang.String (of java/lang/String)',
    'incompatible types: java.lang.String cannot be converted to int',
    'constructor Words in class texts.Words cannot be applied to given types (of texts/Words)',
  ])('is refused for "%s"', (line) => {
    const error = saidOf(report, STRANGE);
    expect(error.message.split('\n')).toContain(line);
    const alone = { ...report, loadErrors: [{ file: STRANGE, error: { ...error, message: line } }] };
    const planned = ['src/main/java/texts/Slug.java', STRANGE];
    expect(judged(alone, STRANGE, planned)).toMatchObject({ kind: 'fault', why: expect.stringContaining(line) });
  });

  it('is refused for its syntax, in the words of javac', () => {
    const why = expect.stringContaining("\"')' expected");
    expect(judged(report, BROKEN, ['src/main/java/texts/Slug.java'])).toMatchObject({ kind: 'fault', why });
  });

  it('has a report that says so where Maven came to neither tests nor their compiler', () => {
    expect(
      parseMaven('[ERROR] Plugin x or one of its dependencies could not be resolved\n', relative, FOLDER),
    ).toMatchObject({ complete: false });
    expect(parseMaven('', relative, FOLDER)).toMatchObject({ complete: true, tests: [], loadErrors: [] });
  });
});

it('Cargo is told the targets that files are of', () => {
  const dir = path.join(FOLDER, 'rust');
  expect(cargoTargets(['tests/slug.rs', 'tests/absent.rs'], dir)).toEqual(['--test', 'slug', '--test', 'absent']);
  expect(cargoTargets(['src/words/tests.rs', 'tests/slug.rs'], dir)).toEqual(['--lib', '--test', 'slug']);
  expect(cargoTargets(['tests/common/mod.rs'], dir)).toEqual(['--test', '*']);
  expect(cargoTargets(['rust/tests/slug.rs'], FOLDER)).toEqual(['-p', 'texts', '--test', 'slug']);
});
