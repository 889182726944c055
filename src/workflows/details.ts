import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { byteLength } from '../byte-length.js';
import type { Status, WaitingFor } from '../types.js';
import { cachedShare } from '../usage.js';
import { dollars, sessionLevel } from './budget.js';
import type { FeatureRun } from './feature-run.js';
import { table } from './markdown.js';
import { statusOf } from './status.js';
import type { TaskRun } from './task-run.js';
import { cutText } from '../cut-text.js';

/** What a person sees in the Web UI: the feature's page and the columns to filter by. */

export const COLUMNS = {
  PivFeature: defineSearchAttributeKey('PivFeature', 'KEYWORD'),
  PivPhase: defineSearchAttributeKey('PivPhase', 'KEYWORD'),
  PivStatus: defineSearchAttributeKey('PivStatus', 'KEYWORD'),
};
type Column = keyof typeof COLUMNS;

/** Shows the state as it is now. Columns are written on change only: each write is an event in history. */
export function publish(run: FeatureRun): void {
  const status = show(run);
  const values: Record<Column, string> = { PivFeature: run.slug, PivPhase: status.phase, PivStatus: status.status };
  const changed = (Object.keys(COLUMNS) as Column[]).filter(
    (key) => run.at.searchAttributes.includes(key) && run.columns[key] !== values[key],
  );
  if (changed.length === 0) return;
  upsertSearchAttributes(changed.map((key) => ({ key: COLUMNS[key], value: values[key] })));
  for (const key of changed) run.columns[key] = values[key];
}

/** The same without the columns. */
export function show(run: FeatureRun): Status {
  const status = statusOf(run);
  setCurrentDetails(titleOf(run) + detailsOf(status));
  return status;
}

/** The summary that the client gave stays with the first run: a later one has to say what it is about. */
const titleOf = ({ feature }: FeatureRun) =>
  workflowInfo().continuedFromExecutionRunId ? `${cutText(feature.request, MAX_TITLE)}\n\n` : '';

export function enter(run: FeatureRun, phase: Status['phase']): void {
  run.phase = phase;
  publish(run);
}

const MARKS = { passed: '✓', failed: '✗', 'n/a': 'n/a:' };
const MAX_BYTES = 3_600;
const MAX_TITLE = 100;
const MAX_NEXT = 800;

/** Markdown (GFM tables), under 4 KB: the Web UI sends it in an address. */
export function detailsOf(status: Status): string {
  const asked = requestsText(status.usage);
  const spent = [
    `${status.tokens} tokens`,
    ...(asked ? [asked] : []),
    ...(status.cost === undefined ? [] : [costText(status)]),
  ].join(' · ');
  const head = [`**${status.status}** in **${status.phase}** · ${spent} · branch \`${status.branch}\``];
  const next = status.waitingFor ? [nextText(status.waitingFor)] : [];
  const open = status.decisions.filter((decision) => decision.answer === undefined);
  const questions = open.map(({ id, question, options }) => `- \`${id}\` ${question} (${numbered(options)})`);
  const verdict = status.validation
    ? [
        `**Verdict: ${status.validation.verdict ?? 'not known yet'}**`,
        table(
          ['Stage', 'Status'],
          status.validation.stages.map((stage) => [stage.name, `${MARKS[stage.status]} ${stage.detail}`]),
        ),
      ]
    : [];
  const ending = status.ending ? [`**Ended:** ${status.ending}`] : [];
  const told = [...warningOf(status), ...next, ...underWay(status), ...ending];
  const sections = [...head, ...told, questions.join('\n'), ...verdict, taskTable(status)];
  return shortened(sections.filter(Boolean).join('\n\n'));
}

const numbered = (options: string[]) => options.map((option, at) => `${at + 1}. ${option}`).join(' / ');

function underWay({ doing: step, cancelling: since }: Pick<Status, 'doing' | 'cancelling'>): string[] {
  const cancel = since ? [`**Cancelling** since ${since}: what is under way has to end first`] : [];
  return [...cancel, ...(step ? [`**Now:** ${cutText(step.what, MAX_NEXT)} (since ${step.since})`] : [])];
}

/** Nothing before the first answer. */
const requestsText = (usage: Status['usage']) =>
  usage.requests ? `${usage.requests} requests, ${Math.floor(cachedShare(usage))}% cached` : undefined;

const costText = ({ cost = 0, maxCost }: Status) =>
  `${dollars(cost)}${maxCost === undefined ? '' : ` of ${dollars(maxCost)}`}`;

/** What a person can do, or what goes on by itself and when. */
function nextText({ what, text, until }: WaitingFor): string {
  const label = what === 'model' ? 'Waiting for the model' : 'Next';
  return `**${label}:** ${cutText(text, MAX_NEXT)}${until ? ` (until ${until})` : ''}`;
}

/** From 75 % of a session's tokens on. */
function warningOf({ sessions, sessionTokens, unpriced, maxCost }: Status): string[] {
  const current = sessions.at(-1);
  const level = current ? sessionLevel(current.tokens, sessionTokens) : 'free';
  const used = `session ${current?.number} has used ${current?.tokens} of its ${sessionTokens} tokens`;
  return [
    ...(level === 'free' ? [] : [`**Warning:** ${used}${level === 'warned' ? '' : '; no new task starts in it'}`]),
    ...(unpriced && maxCost !== undefined ? [`**Warning:** ${unpriced}`] : []),
  ];
}

type Shown = Pick<TaskRun, 'input' | 'stuck' | 'waits' | 'away' | 'note' | 'doing'>;

/** What a task's page shows. */
export function taskDetails({ input, stuck, waits, away, note, doing: step }: Shown): string {
  const { id, name, doneWhen } = input.task;
  const person = stuck ?? away;
  const next: WaitingFor[] = person ? [{ what: 'person', text: person }] : waits ? [{ what: 'model', ...waits }] : [];
  const lines = [
    `**${id}** ${name}`,
    ...next.map(nextText),
    ...underWay(step ? { doing: step } : {}),
    doneWhen,
    ...(note ? [note] : []),
  ];
  return shortened(lines.join('\n\n'));
}

/** Whole lines only: half a row would break its table. */
function shortened(text: string): string {
  const lines = text.split('\n');
  let size = 0;
  const fitting = lines.findIndex((line) => (size += byteLength(line) + 1) > MAX_BYTES);
  return fitting < 0 ? text : `${lines.slice(0, fitting).join('\n')}\n\n…`;
}

function taskTable({ tasks }: Status): string {
  if (tasks.length === 0) return '';
  const rows = tasks.map((task) => [
    task.id,
    task.name,
    task.status,
    task.priority,
    task.blockedBy.join(', ') || '-',
    `${task.actualTokens} / ${task.estimatedTokens}`,
    task.commit?.slice(0, 8) ?? '',
  ]);
  return table(['ID', 'Name', 'Status', 'Priority', 'Blocked by', 'Tokens / est.', 'Commit'], rows);
}
