import { setHandler } from '@temporalio/workflow';
import type { TaskStatus } from '../types.js';
import { publish } from './details.js';
import type { FeatureRun } from './feature-run.js';
import { hearing, passOn } from './feature-words.js';
import { knownTask } from './listen-tasks.js';
import * as messages from './messages.js';
import { refuse } from './refuse.js';

/** What a person says to those who think. */

/** Characters of one, and of all that a feature is told: they are in each run of its workflow, and in prompts. */
const LONGEST = 4_000;
const ALL = 60_000;

export function listenToWords(run: FeatureRun): void {
  setHandler(messages.tellUpdate, ({ text, task }) => tell(run, text.trim(), task), {
    validator: (input) => checkWords(run, input),
    description: '{ text, task? }: heard before the next request, by a task, or by all that the feature does',
  });
}

function tell(run: FeatureRun, text: string, task: string | undefined): { number: number; hears: string[] } {
  const number = run.told.length + 1;
  run.told.push({ number, at: new Date().toISOString(), text, ...(task ? { task } : {}), said: [] });
  const hears = hearing(run).filter((id) => task === undefined || task === id);
  for (const id of hears) void passOn(run, id);
  publish(run);
  return { number, hears: isThinking(run) ? [run.phase] : hears };
}

/** A conversation of the feature's own is under way. */
const isThinking = ({ phase, waitingFor, blockedOn }: FeatureRun) =>
  ['prime', 'discuss', 'plan'].includes(phase) &&
  !blockedOn &&
  !['answers', 'approval'].includes(waitingFor?.what ?? '');

function checkWords(run: FeatureRun, input: { text: string; task?: string } | undefined): void {
  const text = typeof input?.text === 'string' ? input.text.trim() : '';
  if (!text) throw refuse('text: say what is to be heard');
  const left = Math.min(LONGEST, ALL - run.told.reduce((sum, one) => sum + one.text.length, 0));
  if (text.length > left)
    throw refuse(`text: it has ${text.length} characters, and ${left} can be taken; put it shorter`);
  if (run.cancelling) throw refuse('the feature is being cancelled: nothing is thought any more');
  if (run.phase === 'validate' || (run.phase === 'execute' && run.tasks.every((task) => hasEnded(run, task)))) {
    throw refuse(
      'all tasks have ended: nothing is thought any more. Once the validation has failed, say it with revise',
    );
  }
  if (input?.task !== undefined) checkTask(run, input.task);
}

function checkTask(run: FeatureRun, id: string): void {
  if (run.phase !== 'execute') throw refuse(`no task has begun, as the plan isn't approved: say it to the feature`);
  const task = knownTask(run, id);
  if (!hasEnded(run, task)) return;
  const how = ['done', 'skipped'].includes(task.status) ? task.status : 'its work lands';
  throw refuse(`${id} has ended (${how}) and hears nothing any more: say it to another task, or to the feature`);
}

/** No conversation of it comes any more, unless its work doesn't fit what has landed meanwhile. */
const hasEnded = (run: FeatureRun, { id, status }: TaskStatus) =>
  status === 'done' || status === 'skipped' || run.work.get(id)?.result?.is === 'done';
