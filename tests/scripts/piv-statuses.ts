import type { Decision, Status, TaskStatus } from '../../src/types.js';

/** Statuses to show. */

export const aTask = (id: string, more: Partial<TaskStatus> = {}): TaskStatus => ({
  id,
  name: `Name of ${id}`,
  priority: 'high',
  kind: 'code',
  blockedBy: [],
  status: 'pending',
  attempts: 0,
  estimatedTokens: 10_000,
  actualTokens: 0,
  ...more,
});

export const aDecision = (id: string, more: Partial<Decision> = {}): Decision => ({
  id,
  question: `Which ${id}?`,
  options: ['first', 'second'],
  closed: true,
  recommended: 'second',
  why: 'It is better.',
  ...more,
});

export const aStatus = (more: Partial<Status> = {}): Status => ({
  feature: 'login',
  request: "Add the user's login",
  repo: '/home/ann/my service',
  branch: 'piv/login',
  base: '0123456789abcdef0123456789abcdef01234567',
  phase: 'execute',
  status: 'running',
  decisions: [],
  tasks: [],
  sessions: [{ number: 1, tokens: 0, done: [] }],
  sessionTokens: 200_000,
  tokens: 0,
  usage: { input: 0, output: 0, cacheReads: 0, cacheWrites: 0 },
  commits: [],
  sandbox: 'on',
  ...more,
});
