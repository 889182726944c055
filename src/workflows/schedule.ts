import { PRIORITIES, type Task, type TaskStatus } from '../types.js';

/** Which tasks run next: decisions only. */

/** A task whose finished work did not fit so often runs with no other beside it: nothing can land meanwhile. */
export const LANDINGS_ALONE = 2;

/**
 * Pending tasks whose blockers are all done, the most urgent first, as many as there are free places. One that has to
 * run alone goes first, once what runs has ended.
 */
export function startable(tasks: TaskStatus[], maxParallel: number): TaskStatus[] {
  const running = tasks.filter((task) => task.status === 'running');
  const ready = tasks
    .filter((task) => isReady(tasks, task))
    .toSorted((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.id.localeCompare(b.id));
  if (running.some(isAlone)) return [];
  const alone = ready.filter(isAlone).slice(0, 1);
  if (alone.length > 0) return running.length === 0 ? alone : [];
  return ready.slice(0, Math.max(0, maxParallel - running.length));
}

/** It is one of these still, and nothing but a free place is in its way. */
export const isReady = (tasks: TaskStatus[], task: TaskStatus) =>
  tasks.includes(task) &&
  task.status === 'pending' &&
  task.blockedBy.every((id) => tasks.some((other) => other.id === id && other.status === 'done'));

const isAlone = ({ landings = 0 }: TaskStatus) => landings >= LANDINGS_ALONE;

/** The task and all that depend on it, however far. */
export function dependantsOf(tasks: Pick<Task, 'id' | 'blockedBy'>[], id: string): Set<string> {
  const found = new Set([id]);
  let before = 0;
  while (found.size > before) {
    before = found.size;
    for (const task of tasks) if (task.blockedBy.some((blocker) => found.has(blocker))) found.add(task.id);
  }
  return found;
}

/** Those of them that aren't settled. */
export function withDependants(tasks: TaskStatus[], id: string): string[] {
  const found = dependantsOf(tasks, id);
  const open = tasks.filter((task) => task.status !== 'done' && task.status !== 'skipped');
  return open.filter((task) => found.has(task.id)).map((task) => task.id);
}

export const settled = (tasks: TaskStatus[]) =>
  tasks.every((task) => task.status === 'done' || task.status === 'skipped');

/** The task that a person would expect next, for the pause point. */
export function nextTask(tasks: TaskStatus[]): string | undefined {
  const running = tasks.find((task) => task.status === 'running' || task.status === 'blocked');
  return (running ?? startable(tasks, tasks.length)[0])?.id;
}
