import { describe, expect, it } from '@jest/globals';
import type { Task } from '../../src/types.js';
import { isSourceFile, isTestFile } from '../../src/verify/files.js';
import { kindProblem } from '../../src/verify/kind.js';

const GLOBS = ['test/**/*.test.js'];
const STATUSES = ['added', 'modified', 'deleted'] as const;

const isTest = (file: string) => isTestFile(file, GLOBS);
const isSource = (file: string) => isSourceFile(file, GLOBS);

function problemOf(
  kind: Task['kind'],
  paths: string[],
  status: (typeof STATUSES)[number] = 'modified',
  files: string[] = [],
) {
  const changes = paths.map((path) => ({ path, status }));
  return kindProblem({ kind, files }, changes, { isTest, isSource, hasTests: true });
}

describe('a task without red is no way to change source:', () => {
  for (const kind of ['docs', 'chore', 'test'] as const) {
    it.each(STATUSES)(`a ${kind} task with a source file that is %s is refused`, (status) => {
      expect(problemOf(kind, ['README.md', 'test/a.test.js', 'src/a.js'], status)).toBe(
        `a ${kind} task may not change source files, but this one changes src/a.js`,
      );
    });
  }

  it('nor is a source file hidden beside the tests', () => {
    expect(problemOf('test', ['test/a.test.js', 'test/server.js'])).toMatch(/changes test\/server\.js/);
  });
});

describe('a task without red is no way to change tests:', () => {
  it.each(['docs', 'chore', 'refactor'] as const)('a %s task with a test file is refused', (kind) => {
    for (const status of STATUSES) expect(problemOf(kind, ['test/a.test.js'], status)).toMatch(/test\/a\.test\.js$/);
  });

  it('but the chore that brings the command for them brings a first test, and no source', () => {
    const brings = (path: string) =>
      kindProblem({ kind: 'chore', files: [path] }, [{ path, status: 'added' }], {
        isTest,
        isSource,
        hasTests: true,
        bringsTests: true,
      });
    expect(brings('test/a.test.js')).toBeUndefined();
    expect(brings('src/a.js')).toMatch(/may not change source files/);
  });

  it('and a test task without one, or that only deletes some, has done nothing', () => {
    expect(problemOf('test', ['README.md'])).toBe('a test task has to add or change tests');
    expect(problemOf('test', ['test/a.test.js'], 'deleted')).toBe('a test task has to add or change tests');
  });

  it('nor does a test task change older ones that its plan does not name', () => {
    expect(problemOf('test', ['test/a.test.js'], 'modified')).toMatch(/only where the plan names them.*test\/a/);
    expect(problemOf('test', ['test/a.test.js'], 'modified', ['test/a.test.js'])).toBeUndefined();
    expect(problemOf('test', ['test/a.test.js'], 'added')).toBeUndefined();
  });
});

it('a refactor needs tests to be held by', () => {
  const changes = [{ path: 'src/a.js', status: 'modified' as const }];
  const untested = { isTest, isSource, hasTests: false };
  expect(kindProblem({ kind: 'refactor', files: [] }, changes, untested)).toMatch(
    /needs tests that pass before and after/,
  );
  expect(kindProblem({ kind: 'code', files: [] }, changes, untested)).toBeUndefined();
});

describe('what a kind is for', () => {
  it.each<[Task['kind'], string[]]>([
    ['docs', ['README.md', 'docs/image.png']],
    ['chore', ['package.json', '.github/workflows/ci.yml', 'jest.config.js']],
    ['test', ['test/a.test.js', 'test/data.json']],
    ['refactor', ['src/a.js', 'README.md']],
    ['code', ['src/a.js', 'test/a.test.js']],
  ])('%s may change %j', (kind, paths) => {
    expect(problemOf(kind, paths, 'modified', paths)).toBeUndefined();
  });
});
