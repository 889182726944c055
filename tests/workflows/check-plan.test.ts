import { describe, expect, it } from '@jest/globals';
import type { Commands, Task } from '../../src/types.js';
import { planProblems } from '../../src/workflows/check-plan.js';
import { testingProblems } from '../../src/workflows/testing.js';
import { planned } from './tasks.js';

const named = (command: string) => ({ command, source: 'package.json' });
const COMMANDS: Commands = {
  test: named('npm test'),
  testFile: named('jest {files} --ci'),
  lint: named('npm run lint'),
  coverage: named('node --test'),
};
const problemsOf = (more: Partial<Task>) => planProblems([planned('task-001', more)], COMMANDS);

it('the plan of the example has no problem', () => {
  const tasks = [planned('task-001'), planned('task-002', { blockedBy: ['task-001'] })];
  expect(planProblems(tasks, COMMANDS)).toEqual([]);
});

describe('the graph of a plan', () => {
  it('has no task that is blocked by itself', () => {
    expect(problemsOf({ blockedBy: ['task-001'] })).toContain('task-001: is blocked by itself');
  });

  it('has no cycle, however long', () => {
    const tasks = [
      planned('task-001', { blockedBy: ['task-003'] }),
      planned('task-002', { blockedBy: ['task-001'] }),
      planned('task-003', { blockedBy: ['task-002'] }),
      planned('task-004'),
    ];
    expect(planProblems(tasks, COMMANDS)).toEqual([
      'these tasks block each other in a cycle: task-001, task-002, task-003',
    ]);
  });

  it('has no blocker that is not there', () => {
    expect(problemsOf({ blockedBy: ['task-009'] })).toEqual([
      'task-001: is blocked by task-009, which is neither in the plan nor done',
    ]);
  });

  it('has each id once, those of earlier plans included', () => {
    expect(planProblems([planned('task-001'), planned('task-001')], COMMANDS)).toEqual(['task-001: this id is taken']);
    expect(planProblems([planned('task-001')], COMMANDS, [{ id: 'task-001', status: 'skipped' }])).toEqual([
      'task-001: this id is taken',
    ]);
  });

  it('may build on tasks that are done, but not on skipped ones: those would never end', () => {
    const tasks = [planned('task-003', { blockedBy: ['task-001'] })];
    expect(planProblems(tasks, COMMANDS, [{ id: 'task-001', status: 'done' }])).toEqual([]);
    expect(planProblems(tasks, COMMANDS, [{ id: 'task-001', status: 'skipped' }])).toHaveLength(1);
  });
});

describe('what verifies a task', () => {
  it.each([
    'npm test',
    'npm run lint',
    'node --test test/a.test.js test/b.test.js',
    'node --test --test-name-pattern=user',
    'jest test/a.test.js --ci',
  ])('may be %s', (verify) => {
    expect(problemsOf({ verify })).toEqual([]);
  });

  it.each([
    'true',
    'npm testing',
    'npm run lint && true',
    'npm run lint; true',
    'npm run lint || true',
    'npm run lint\ntrue',
    'npm run lint & true',
    'npm run lint > test/out',
    'npm run lint $(true)',
    'npm run lint `true`',
    "npm run lint 'a b'",
    'true && npm test',
    'jest test/a.test.js',
    'jest a; true --ci',
  ])('may not be %j', (verify) => {
    expect(problemsOf({ verify })).toEqual([
      expect.stringMatching(/^task-001: verify ".*" is not one of the repository's commands with paths \(npm test \|/s),
    ]);
  });

  it('can be nothing where the repository has no command', () => {
    expect(planProblems([planned('task-001')], {})).toEqual([expect.stringContaining('(it has none)')]);
  });
});

describe('a task', () => {
  it.each(['feat: Add users', 'fix(api)!: Refuse x', 'test(auth/flow): Cover y'])(
    'may be committed as %s',
    (commit) => {
      expect(problemsOf({ commit })).toEqual([]);
    },
  );

  it.each(['Add users', 'feature: Add users', 'feat:Add users', 'feat: ', 'feat(): x', 'feat: a\nb'])(
    'may not be committed as %j',
    (commit) => {
      expect(problemsOf({ commit })).toEqual([expect.stringMatching(/is not a conventional subject/)]);
    },
  );

  it('is committed as the repository does it, where that has a way of its own', () => {
    const own = (commit: string) => planProblems([{ ...planned('task-001'), commit }], COMMANDS, [], true);
    expect(own('net/http: Refuse x')).toEqual([]);
    for (const commit of ['two\nlines', ' x', 'x '])
      expect(own(commit)).toEqual([expect.stringMatching(/is not a subject in one line/)]);
  });

  it.each(['/etc/passwd', '../other/a.js', 'src/../../a.js'])('stays inside the repository: not %s', (file) => {
    expect(problemsOf({ files: ['src/a.js', file] })).toEqual([expect.stringContaining(`file "${file}"`)]);
  });

  it('is small enough for one context', () => {
    expect(problemsOf({ estimatedTokens: 60_001 })).toEqual([expect.stringMatching(/60001 tokens: split it/)]);
  });
});

describe('where no command runs tests', () => {
  const testing = { task: 'task-001', commands: { test: named('npm test'), testFile: named('node --test') } };
  const chore = planned('task-001', { kind: 'chore' });
  const code = planned('task-002', { blockedBy: ['task-001'] });

  it('the first task brings one', () => {
    const later = planned('task-003', { blockedBy: ['task-002'], kind: 'test' });
    expect(testingProblems({ tasks: [chore, code, later], testing }, {})).toEqual([]);
  });

  it.each([
    ['without it', { tasks: [chore, code] }, [expect.stringMatching(/state it in `testing`$/)]],
    ['by a task that is not there', { tasks: [code], testing }, ['testing: task-001 is not in the plan']],
    [
      'by a task that writes code',
      { tasks: [planned('task-001'), code], testing },
      ['testing: task-001 has to be of kind chore'],
    ],
    [
      'beside others',
      { tasks: [chore, code, planned('task-003')], testing },
      ['testing: task-003 has to be blocked by task-001'],
    ],
  ])('%s there is no plan', (_how, plan, problems) => {
    expect(testingProblems(plan, {})).toEqual(problems);
  });

  it('docs need none, where there is another command to verify them by', () => {
    const docs = { tasks: [planned('task-001', { kind: 'docs' })] };
    expect(testingProblems(docs, { lint: named('npm run lint') })).toEqual([]);
    expect(testingProblems(docs, {})).toHaveLength(1);
  });

  it('none is brought where there is one', () => {
    expect(testingProblems({ tasks: [chore, code] }, COMMANDS)).toEqual([]);
    expect(testingProblems({ tasks: [chore, code], testing }, COMMANDS)).toEqual([
      'testing: the repository has a command that runs its tests, `npm test`',
    ]);
  });
});
