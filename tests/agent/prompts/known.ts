import type { TaskArguments } from '../../../src/agent/prompts/task.js';

/** What a task's prompt is made of, at the least. */
export const taskArguments: TaskArguments = {
  feature: 'user-authentication',
  request: 'Add user authentication',
  brief: { summary: 'A service.', findings: [], conventions: [], testFiles: ['tests/**'], commands: {} },
  decisions: [],
  attempt: 1,
  task: {
    id: 'task-001',
    name: 'Create User model',
    priority: 'high',
    kind: 'code',
    blockedBy: [],
    estimatedTokens: 10_000,
    files: ['src/user.js'],
    doneWhen: 'createUser(email) returns a user',
    verify: 'node --test',
    commit: 'feat: Create User model',
  },
};
