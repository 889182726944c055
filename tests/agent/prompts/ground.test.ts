import { expect, test } from '@jest/globals';
import { greenPrompt } from '../../../src/agent/prompts/green.js';
import { groundText, landedText, type Ground } from '../../../src/agent/prompts/ground.js';
import { planPrompt } from '../../../src/agent/prompts/plan.js';
import { redPrompt } from '../../../src/agent/prompts/red.js';
import { taskArguments } from './known.js';

const ground: Ground = {
  system: 'Debian GNU/Linux 12 (bookworm), x64',
  date: '2026-11-27',
  folder: '/home/me/.piv/worktrees/x/task-002',
  commit: 'c9c121234dabcdef',
  sandbox: 'on',
  network: false,
  tools: ['git 2.43.0', 'node 22.1.0'],
  absent: ['golangci-lint'],
  landed: [{ commit: 'a'.repeat(40), subject: 'feat: Add a', task: 'task-001', files: ['A src/a.js', 'M src/b.js'] }],
};

test('a stage is told where it is, what is there and what it reaches', () => {
  expect(groundText(ground)).toBe(
    [
      '# Where you are',
      '- Debian GNU/Linux 12 (bookworm), x64, 2026-11-27',
      '- /home/me/.piv/worktrees/x/task-002, a git worktree of your own at commit c9c121234dab: `git log`, `git diff` and `git show` may be read',
      '- commands run confined, without network, set-up too; CI=1 and NO_COLOR=1 are set',
      '- there: git 2.43.0, node 22.1.0',
      '- not there: golangci-lint',
    ].join('\n'),
  );
  expect(groundText({ ...ground, network: ['registry.example.org'] })).toContain(
    'of the network they reach registry.example.org and nothing else',
  );
  expect(groundText({ ...ground, setupNetwork: true })).toContain(
    'without network; set-up reaches the package registries;',
  );
  expect(groundText({ ...ground, sandbox: 'off' })).toContain('commands run unconfined');
});

test('what has landed is told with its task and its files, as data', () => {
  expect(landedText(ground)).toBe(
    '# What has landed since the feature began\n<data from="git log">\n- aaaaaaaaaaaa feat: Add a (task-001): A src/a.js, M src/b.js\n</data>',
  );
  expect(landedText({ landed: [] })).toBeUndefined();
  const many = Array.from({ length: 200 }, (_, n) => ({
    commit: `${n}`,
    subject: `Do ${n}`,
    files: ['A x'.repeat(20)],
  }));
  const text = landedText({ landed: many })!;
  expect(text).toMatch(/\n- \d+ older ones\n[^]*\n- 199 Do 199: /);
  expect(text.length).toBeLessThan(9 * 1024);
});

test.each([
  ['red', redPrompt],
  ['green', greenPrompt],
])('the system prompt of %s has nothing of the ground, which changes, and the opening has it', (_, prompt) => {
  const { system, opening } = prompt({ ...taskArguments, ground });
  expect(system).toBe(prompt(taskArguments).system);
  expect(opening).toMatch(/# What has landed[^]*# Where you are/);
});

test('a task is told its place in the plan, and what is under way beside it', () => {
  const planned = (id: string, status: 'done' | 'running' | 'pending', files: string[] = []) => ({
    id,
    name: `Do ${id}`,
    status,
    files,
    blockedBy: id === 'task-003' ? ['task-001'] : [],
  });
  const plan = [
    planned('task-000', 'done'),
    planned('task-001', 'running'),
    planned('task-002', 'running', ['src/b.js']),
  ];
  const { opening } = greenPrompt({ ...taskArguments, plan: [...plan, planned('task-003', 'pending')] });
  expect(opening).toContain(
    [
      '# The plan',
      '- task-000, Do task-000, has landed',
      '- task-001, Do task-001, is this one',
      '- task-002, Do task-002, is under way beside this one, in src/b.js',
      '- task-003, Do task-003, comes later; needs task-001',
    ].join('\n'),
  );
});

test('a plan is told how the repository names its commits, where it has a way of its own', () => {
  const known = { ...taskArguments, feedback: [], finished: [] };
  expect(planPrompt({ ...known, subjects: ['net/http: fix a race'] }).opening).toContain(
    '<data from="git log, newest first">\n- net/http: fix a race\n</data>',
  );
  expect(planPrompt(known).opening).not.toContain('# Commits');
});
