import { COMMAND_NAMES, CONVENTIONAL, type Commands, type Task, type TaskStatus } from '../types.js';
import { readVerify } from '../verify-line.js';

/** What a plan must be beyond its schema. Each problem is a sentence for the one who made it. */

const MAX_TASK_TOKENS = 60_000;

/**
 * `earlier`: tasks of plans before this one, of which only those that are done can be blockers. `ownSubjects`: commits
 * are named as the repository does it, which nobody can check.
 */
export function planProblems(
  tasks: Task[],
  commands: Commands,
  earlier: Pick<TaskStatus, 'id' | 'status'>[] = [],
  ownSubjects = false,
): string[] {
  const ids = tasks.map((task) => task.id);
  const taken = (id: string, at: number) => ids.indexOf(id) !== at || earlier.some((task) => task.id === id);
  const done = earlier.filter((task) => task.status === 'done').map((task) => task.id);
  const known = new Set([...done, ...ids]);
  return [
    ...ids.filter(taken).map((id) => `${id}: this id is taken`),
    ...tasks.flatMap((task) => [...subjectProblems(task, ownSubjects), ...taskProblems(task, commands, known)]),
    ...cycleProblem(tasks),
  ];
}

function subjectProblems({ id, commit }: Task, own: boolean): string[] {
  if (own) return /^\S.*\S$/.test(commit) ? [] : [`${id}: commit "${commit}" is not a subject in one line`];
  return CONVENTIONAL.test(commit) ? [] : [`${id}: commit "${commit}" is not a conventional subject`];
}

function taskProblems(task: Task, commands: Commands, known: Set<string>): string[] {
  const problems: string[] = [];
  for (const id of task.blockedBy) {
    if (id === task.id) problems.push('is blocked by itself');
    else if (!known.has(id)) problems.push(`is blocked by ${id}, which is neither in the plan nor done`);
  }
  if (!readVerify(task.verify, commands)) {
    problems.push(
      `verify "${task.verify}" is not one of the repository's commands with paths (${commandList(commands)})`,
    );
  }
  if (task.estimatedTokens > MAX_TASK_TOKENS) {
    problems.push(`is estimated at ${task.estimatedTokens} tokens: split it into tasks under ${MAX_TASK_TOKENS}`);
  }
  const outside = task.files.find((file) => file.startsWith('/') || file.split('/').includes('..'));
  if (outside) problems.push(`file "${outside}" is not a path inside the repository`);
  return problems.map((problem) => `${task.id}: ${problem}`);
}

const commandList = (commands: Commands) =>
  COMMAND_NAMES.flatMap((name) => commands[name]?.command ?? []).join(' | ') || 'it has none';

function cycleProblem(tasks: Task[]): string[] {
  const left = new Map(tasks.map((task) => [task.id, task.blockedBy]));
  for (let size = -1; size !== left.size;) {
    size = left.size;
    for (const [id, blockers] of left) if (!blockers.some((blocker) => left.has(blocker))) left.delete(id);
  }
  return left.size > 0 ? [`these tasks block each other in a cycle: ${[...left.keys()].join(', ')}`] : [];
}
