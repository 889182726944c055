import type { Task } from '../../src/types.js';
import { colors } from './report.js';

/** A plan in full: what a person approves. */
export const planText = (tasks: Task[]) => tasks.map(taskText).join('\n\n');

function taskText({ id, name, kind, priority, blockedBy, files, doneWhen, verify, commit }: Task): string {
  return [
    `${colors.bold(`${id} ${name}`)} (${kind}, ${priority}${blockedBy.length > 0 ? `, after ${blockedBy.join(', ')}` : ''})`,
    `  files      ${files.join(', ')}`,
    `  done when  ${doneWhen.trim().replaceAll('\n', '\n             ')}`,
    `  verify     ${verify}`,
    `  commit     ${commit}`,
  ].join('\n');
}
