import type { TaskReport } from '../../src/workflows/messages.js';
import { NO_USAGE } from '../../src/usage.js';
import { planned } from '../workflows/tasks.js';
import { PlayedWorkflow } from './played-workflow.js';
import { QUICK_BRIEF } from './quick-script.js';

/** A task whose server, host and model are played. */

export const FEATURE = 'feature-users';
export const TASK = `${FEATURE}/task-001`;
const ROOM = { tokens: 100_000 };
const input = { feature: 'users', request: 'Add users', host: 'desk', hosts: 'one', brief: QUICK_BRIEF, decisions: [] };
export const place = { repo: '/repository', slug: 'users', sandbox: 'off', setupNetwork: false };
const taskInput = {
  ...input,
  place,
  task: planned('task-001', { kind: 'docs' }),
  commit: 'c0',
  tree: 't0',
  contexts: 0,
  blockers: [],
  failedBefore: [],
  paused: false,
  reportEvery: 5_000,
  bounded: true,
};

/** A task that waits for what it may spend on its first request. */
export async function openedTask(more: object = {}): Promise<PlayedWorkflow> {
  const task = await PlayedWorkflow.start('taskWorkflow', TASK, [{ ...taskInput, ...more }], FEATURE);
  await task.end('openStage', { result: { system: 'You implement.', opening: 'Do it.' } });
  return task;
}

/** One that has just asked the model, with what it was granted for that. */
export async function asking(more: object = {}): Promise<PlayedWorkflow> {
  const task = await openedTask(more);
  await grant(task);
  return task;
}

export const reports = (task: PlayedWorkflow) => task.sent.map(({ args }) => args[0] as TaskReport);
export const grant = (task: PlayedWorkflow, amount = ROOM) =>
  task.signal('grant', { number: reports(task).at(-1)!.ask!.number, amount });
export const reply = (content: object[]) => ({
  result: {
    content,
    stop: 'tool_use',
    model: 'scripted',
    usage: { ...NO_USAGE, input: 10, output: 5 },
    lost: NO_USAGE,
  },
});
export const look = { type: 'tool_use', id: 'toolu_1', name: 'run', input: { command: 'ls' } };
