import { describe, expect, it } from '@jest/globals';
import type { Stated, Submission } from '../../src/types.js';
import { packageProblem, settle, verifiedBy, withOwn, withStated } from '../../src/workflows/stated.js';
import { run } from './tasks.js';

const command = (line: string, source = 'piv.config.yaml') => ({ command: line, source });
const FOUND: Submission<'prime'> = {
  summary: 'a repository',
  findings: [],
  conventions: [],
  testFiles: ['found/**'],
  commands: { test: command('npm test', 'package.json'), lint: command('npm run lint', 'package.json') },
};
const STATED: Stated = {
  commands: { test: command('make test') },
  testFiles: ['stated/**'],
  mutants: 8,
  separate: true,
  packages: { 'packages/web': { commands: { test: command('cd packages/web && npm test') }, testFiles: ['own/**'] } },
};

describe('what a repository states of itself', () => {
  it('takes the place of what prime has found', () => {
    const { commands, testFiles, mutants } = withStated(FOUND, STATED);
    expect(commands).toEqual({ test: command('make test'), lint: FOUND.commands.lint });
    expect({ testFiles, mutants }).toEqual({ testFiles: ['stated/**'], mutants: 8 });
  });

  it('of a package takes the place of what it states at the root', () => {
    const brief = withStated({ ...FOUND, package: 'packages/web' }, STATED);
    expect(brief.commands.test?.command).toBe('cd packages/web && npm test');
    expect(brief).toMatchObject({ testFiles: ['own/**'], mutants: 8, separate: true });
    expect(brief).not.toHaveProperty('package');
  });

  it('has packages of its own naming only', () => {
    expect(packageProblem(FOUND, STATED)).toBeUndefined();
    expect(packageProblem({ ...FOUND, package: 'packages/web' }, STATED)).toBeUndefined();
    expect(packageProblem({ ...FOUND, package: 'web' }, STATED)).toMatch(/"web" is not one .*\(packages\/web\)/);
    expect(packageProblem({ ...FOUND, package: 'web' }, undefined)).toMatch(/it names none/);
  });
});

describe('what a person says of the commands', () => {
  it('comes last: another one, or none', () => {
    const brief = withOwn(withStated(FOUND, STATED), { test: 'pytest', lint: null });
    expect(brief.commands).toEqual({ test: { command: 'pytest', source: 'piv commands' } });
  });

  it('holds for what was planned with the old one; what has none any more goes by the tests', () => {
    const feature = run({ brief: withStated(FOUND, STATED), own: { test: 'pytest', lint: null } });
    settle(feature);
    expect(verifiedBy('make test a.py', feature.renamed)).toBe('pytest a.py');
    expect(verifiedBy('npm run lint', feature.renamed)).toBe('pytest');
    expect(verifiedBy('npm run other', feature.renamed)).toBe('npm run other');
    expect(feature.inbox.measure).toBe(true);
  });
});
