import type { Command } from 'commander';
import { FAILURES, PivError } from '../../src/errors.js';
import type { NewTask, TaskChange } from '../../src/types.js';
import { addCommand, reporting, wholeNumber } from './command.js';
import { answered } from './connection.js';
import { withFeature } from './feature.js';
import { nextCommand } from './next-command.js';
import { plain } from './plain.js';
import { planText } from './plan-text.js';
import type { Report } from './report.js';
import { update } from './send.js';
import { readStatus } from './standing.js';
import { nameAndTask } from './words.js';

/** The tasks of a plan: in full, and what a person changes of them. */
export function addTasks(program: Command): void {
  const tasks = addCommand(program, {
    usage: 'tasks',
    summary: 'show the tasks of a plan in full, or change what has not begun',
    about: 'A changed plan is checked like a new one. Before the approval all of it may change.',
    examples: [
      'piv tasks user-authentication',
      'piv tasks add user-authentication --name "Write the guide" --kind docs --files docs/auth.md \\\n' +
        '      --done-when "It shows a login" --verify "npm test" --commit "docs: Show a login" --approve',
      'piv tasks edit user-authentication task-003 --blocked-by task-001,task-002',
      'piv tasks drop user-authentication task-005 --reason "the old tests cover it"',
    ],
  });
  tasks.argument('[name]').enablePositionalOptions().action(reporting(show));
  addAdd(tasks);
  addEdit(tasks);
  addDrop(tasks);
}

const show = (name: string | undefined): Promise<Report> =>
  withFeature(name, async (feature) => {
    const plan = await answered(feature, () => feature.plan());
    const text = plan.tasks.length > 0 ? planText(plain(plan.tasks)) : 'there is no plan yet';
    return { text, json: plan, next: nextCommand(await readStatus(feature)) };
  });

type Options = Omit<TaskChange, 'blockedBy' | 'files'> & { blockedBy?: string; files?: string; approve?: boolean };

const APPROVAL = 'Once a plan is approved, a task more, other files and another kind have to be approved: --approve.';

function addAdd(tasks: Command): void {
  const add = addCommand(tasks, {
    usage: 'add [name]',
    summary: 'add a task to the plan',
    about: `It gets the next id, and starts as soon as its blockers are done. ${APPROVAL}`,
    examples: [
      'piv tasks add user-authentication --name "Write the guide" --kind docs --files docs/auth.md \\\n' +
        '      --done-when "It shows a login" --verify "npm test" --commit "docs: Show a login" --approve',
    ],
  });
  withFields(add).action(
    reporting((name: string | undefined, { approve = false, ...options }: Options) =>
      update(name, async (feature) => {
        const { task, planHash } = await feature.addTask(fieldsOf(options) as NewTask, approve);
        return `added ${task}; the plan is ${planHash} now`;
      }),
    ),
  );
}

function addEdit(tasks: Command): void {
  const edit = addCommand(tasks, {
    usage: 'edit <words...>',
    summary: 'change fields of a task that has not begun, or is blocked',
    about: `A list that is given takes the old one's place. ${APPROVAL}`,
    examples: ['piv tasks edit user-authentication task-003 --done-when "A wrong password is a 401"'],
  }).usage('[options] [name] <task>');
  withFields(edit).action(
    reporting(async (words: string[], { approve = false, ...options }: Options) => {
      const { name, task } = nameAndOneTask(words);
      return await update(name, async (feature) => {
        const { planHash } = await feature.editTask(task, fieldsOf(options), approve);
        return `changed ${task}; the plan is ${planHash} now`;
      });
    }),
  );
}

function addDrop(tasks: Command): void {
  addCommand(tasks, {
    usage: 'drop <words...>',
    summary: 'take a task out of the plan, as if it had not been planned',
    about:
      'No other task may be blocked by it. One that was begun, and all that depend on it, can be skipped: piv skip.',
    examples: ['piv tasks drop user-authentication task-005 --reason "the old tests cover it"'],
  })
    .usage('[options] [name] <task>')
    .option('--reason <text>', 'why; it is kept in the notes')
    .action(
      reporting(async (words: string[], { reason }: { reason?: string }) => {
        const { name, task } = nameAndOneTask(words);
        return await update(name, async (feature) => {
          const { planHash } = await feature.dropTask(task, reason);
          return `dropped ${task}; the plan is ${planHash} now`;
        });
      }),
    );
}

const withFields = (command: Command) =>
  command
    .option('--name <text>', 'what it is called')
    .option('--kind <kind>', 'code, test, docs, chore or refactor')
    .option('--files <paths>', 'what it creates or changes, "," between them')
    .option('--done-when <text>', 'all that is wanted, so that a test can check it')
    .option('--verify <command>', "one of the repository's commands, with paths")
    .option('--commit <subject>', 'subject of its conventional commit')
    .option('--priority <priority>', 'critical, high, medium or low')
    .option('--blocked-by <tasks>', 'tasks that it stands on, "," between them')
    .option('--estimated-tokens <n>', 'what its conversations will hold', wholeNumber(1))
    .option('--approve', 'allow what the approved plan does not');

/** The options are called as the fields are. */
function fieldsOf({ blockedBy, files, ...fields }: Options & { json?: boolean }): TaskChange {
  const { json: _json, ...given } = fields;
  return {
    ...given,
    ...(blockedBy === undefined ? {} : { blockedBy: listOf(blockedBy) }),
    ...(files === undefined ? {} : { files: listOf(files) }),
  };
}

const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function nameAndOneTask(words: string[]): { name?: string; task: string } {
  const { name, task } = nameAndTask(words);
  if (task === undefined) throw new PivError(FAILURES.invalidInput, 'task: say which one, like task-001');
  return { ...(name === undefined ? {} : { name }), task };
}
