import type { Status, TaskStatus } from '../../src/types.js';
import { moment, money, requests, tokens } from '../figures.js';
import {
  commitsList,
  filesList,
  questionsTable,
  sessionsTable,
  summaryTable,
  tasksTable,
  validationTable,
} from '../tables.js';
import { budgetWarnings } from './budget-warnings.js';
import { doingText } from './doing-text.js';
import { questionsText } from './questions-text.js';
import { colors } from './report.js';

/** The whole of a status for a person, the most important last. */
export function statusText(status: Status, webUi?: string): string {
  const bullets = (lines: string[] = []) => lines.map((line) => `- ${line}`).join('\n');
  const { validation } = status;
  const sections = [
    headText(status, webUi),
    titled('Findings', bullets(status.findings)),
    titled('Questions & Decisions', questionsTable(status)),
    titled('Tasks', [tasksTable(status), tasksNotes(status)].filter(Boolean).join('\n')),
    titled('Sessions', sessionsTable(status)),
    titled('Commits', commitsList(status)),
    titled('Validation', validationTable(status)),
    titled('Summary', summaryTable(status)),
    titled('Files Created', filesList(status)),
    titled('Told', toldText(status)),
    titled('Notes', bullets(status.notes)),
    ...(validation?.verdict ? [`${colors.bold('Verdict:')} ${validation.verdict}`] : []),
    colors.yellow(budgetWarnings(status).join('\n')),
    doingText(status),
    waitingText(status),
    status.ending ?? '',
  ];
  return sections.filter(Boolean).join('\n\n');
}

/** One line: how it stands. */
export const stateLine = ({ feature, phase, status }: Status) => `${feature}: ${paint(status)} in ${phase}`;

const PAINTS: Record<Status['status'], (text: string) => string> = {
  running: colors.cyan,
  waiting: colors.yellow,
  paused: colors.yellow,
  blocked: colors.red,
  passed: colors.green,
  failed: colors.red,
  cancelled: colors.red,
};
const paint = (status: Status['status']) => PAINTS[status](status);

const titled = (title: string, body: string) => (body ? `${colors.bold(title)}\n${body}` : '');

function headText(status: Status, webUi?: string): string {
  const cost = costText(status);
  const facts = [
    `Tokens ${tokens(status.tokens)}`,
    ...(status.usage.requests ? [`requests ${requests(status.usage)}`] : []),
    ...(cost ? [`cost ${cost}`] : []),
    modelsText(status),
    `sandbox ${status.sandbox}`,
  ];
  return [
    stateLine(status),
    `Request     ${status.request}`,
    `Repository  ${status.repo}`,
    `Branch      ${status.branch}${status.base ? ` from ${status.base.slice(0, 12)}` : ''}`,
    facts.join(' · '),
    ...(status.unpriced ? [colors.yellow(`Not counted: ${status.unpriced}`)] : []),
    ...(webUi ? [`Web UI      ${webUi}`] : []),
  ].join('\n');
}

const modelsText = ({ model = '-', models = [model] }: Status) =>
  `${models.length > 1 ? 'models' : 'model'} ${models.join(', ')}`;

function costText({ cost, maxCost }: Status): string | undefined {
  if (maxCost !== undefined) return `${money(cost ?? 0)} of ${money(maxCost)}`;
  return cost === undefined ? undefined : money(cost);
}

/** What a table has no room for: why a task is where it is, and older tests that it changed. */
const tasksNotes = ({ tasks }: Status) => tasks.flatMap(taskNotes).join('\n');

function taskNotes({ id, status, reason, note, changedTests = [] }: TaskStatus): string[] {
  const changed = changedTests.map(({ file, why }) => `${id} changed the test ${file}: ${why}`);
  return [...(reason ? [`${id} ${status}: ${reason}`] : []), ...(note ? [`${id}: ${note}`] : []), ...changed];
}

/** What a person has said, and which conversation has heard it last. */
const toldText = ({ told = [] }: Status) =>
  told
    .map(({ text, task, said }) => {
      const last = said.at(-1);
      const heard = last ? `heard in ${last}${said.length > 1 ? ` and ${said.length - 1} more` : ''}` : 'not heard yet';
      return `- ${task ? `to ${task}: ` : ''}${text.replaceAll(/\s+/g, ' ')} (${heard})`;
    })
    .join('\n');

function waitingText(status: Status): string {
  if (!status.waitingFor) return '';
  const { what, text, until } = status.waitingFor;
  const line = `${colors.bold(`Waiting for ${WAITS[what]}:`)} ${text}${until ? ` (until ${moment(until)}${what === 'model' ? `; at once with: piv retry ${status.feature}` : ''})` : ''}`;
  return what === 'answers' ? `${line}\n\n${questionsText(status)}` : line;
}

const WAITS = {
  answers: 'answers',
  approval: 'approval',
  landing: 'the branch to be free',
  model: 'the model',
  person: 'a person',
} as const;
