import Table from 'cli-table3';
import type { Status, TaskStatus, ValidationStage } from '../src/types.js';
import { plainText } from '../src/agent/plain-text.js';
import { shortText } from '../src/lists.js';
import { duration, percent, requests, tokens } from './figures.js';

/** The tables of a feature, as text that is Markdown too. Each is empty when there is nothing to show yet. */

const EDGES = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
const MARKDOWN = {
  ...Object.fromEntries(EDGES.map((edge) => [edge, ''])),
  ...Object.fromEntries(['left', 'right', 'middle', 'left-mid', 'mid-mid', 'right-mid'].map((bar) => [bar, '|'])),
  mid: '-',
};
const LONGEST_CELL = 100;

export function questionsTable({ decisions }: Status): string {
  const rows = decisions.map(({ question, answer }) => [question, answer ?? '(open)']);
  return table(['Question', 'Decision'], rows);
}

/** As planned; once tasks have been started, also how they stand. */
export function tasksTable({ tasks }: Status): string {
  const head = ['ID', 'Name', 'Priority', 'Blocked By', 'Est. Tokens'];
  if (tasks.every((task) => task.status === 'pending')) return table(head, tasks.map(planned));
  const caught = ({ mutants }: TaskStatus) => (mutants ? `${mutants.caught}/${mutants.tried}` : '-');
  const stand = (task: TaskStatus) => [
    tokens(task.actualTokens),
    task.usage?.requests ? requests(task.usage) : '-',
    task.status,
    caught(task),
    task.commit?.slice(0, 8) ?? '-',
  ];
  return table(
    [...head, 'Tokens', 'Requests', 'Status', 'Mutants', 'Commit'],
    tasks.map((task) => [...planned(task), ...stand(task)]),
  );
}

const planned = (task: TaskStatus) => [
  task.id,
  task.name,
  task.priority,
  task.blockedBy.join(', ') || '-',
  tokens(task.estimatedTokens),
];

export function sessionsTable({ sessions }: Status): string {
  const rows = sessions.map(({ number, tokens: used, done, next, baseline }) => [
    String(number),
    tokens(used),
    done.join(', ') || '-',
    next ?? '-',
    baseline ?? '-',
  ]);
  return table(['Session', 'Tokens', 'Done', 'Next', 'Baseline Tests'], rows);
}

export function validationTable({ validation }: Status): string {
  const rows = (validation?.stages ?? []).map((stage) => [stage.name, stageText(stage)]);
  return table(['Stage', 'Status'], rows);
}

const MARKS = { passed: '✓', failed: '✗', 'n/a': 'n/a:' };
const stageText = ({ status, detail }: ValidationStage) => `${MARKS[status]} ${detail}`.trim();

export function summaryTable({ summary }: Status): string {
  if (!summary) return '';
  const { coverage, filesCreated, created = filesCreated.length, commits } = summary;
  return table(
    ['Metric', 'Value'],
    [
      ['Total Sessions', String(summary.sessions)],
      ['Total Tokens', `~${tokens(summary.tokens)}`],
      ['Tasks Completed', summary.tasksCompleted],
      ['Tests Written', String(summary.testsWritten)],
      ['Coverage', coverage === undefined ? 'n/a' : percent(coverage)],
      ['Time', duration(summary.seconds)],
      ['Files Created', String(created)],
      ['Commits', String(commits.length)],
    ],
  );
}

export const filesList = ({ summary }: Status) => (summary?.filesCreated ?? []).map((file) => `- ${file}`).join('\n');

export const commitsList = ({ commits }: Status) =>
  commits.map(({ id, subject, task }) => `- ${id.slice(0, 8)} ${subject} (${task})`).join('\n');

export function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const drawn = new Table({ head, chars: MARKDOWN, style: { head: [], border: [], compact: true } });
  drawn.push(...rows.map((row) => row.map(cell)));
  return drawn.toString();
}

/** One line, which can't be taken for two cells. */
function cell(text: string): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
  return shortText(line, LONGEST_CELL);
}
