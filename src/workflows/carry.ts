import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { Entry, Feature } from '../types.js';
import type { featureWorkflow } from './feature.js';
import { newRun, type FeatureRun } from './feature-run.js';
import type { TaskWork } from './task-work.js';
import { leftOut, trim } from './trim.js';

/** A feature's history has an end: a new run of its workflow goes on, with all that counts. */

/** The state, as plain data. */
export type CarriedFeature = Omit<FeatureRun, 'feature' | 'slug' | 'work' | 'children'> & {
  work: [string, TaskWork][];
};

/** Bytes of the phases' transcripts that are taken along: they are for people to read, and older runs have them too. */
const TRANSCRIPT = 100_000;

export function carriedOf(run: FeatureRun): CarriedFeature {
  const { feature: _feature, slug: _slug, children: _children, work, ...state } = run;
  const said = state.transcript.map(withoutRules);
  const transcript = trim(said, TRANSCRIPT) ?? said;
  return { ...state, transcript, work: [...work] };
}

/** What a conversation was told first is the same for most, and none of these goes on. */
function withoutRules(entry: Entry): Entry {
  if (entry.role !== 'system') return entry;
  return { conversation: entry.conversation, role: 'system', content: leftOut(entry.content) };
}

export function revive(feature: Feature, slug: string, { work, ...state }: CarriedFeature): FeatureRun {
  return { ...newRun(feature, slug, state.began), ...state, work: new Map(work) };
}

/** Temporal suggests a new run, and no child is open: it would end with this run. */
export const mayRoll = (run: FeatureRun) => isLong(run) && openTasks(run).length === 0;

/** Tasks whose workflows haven't ended, whatever their status says. */
export const openTasks = (run: FeatureRun) => [...run.work].flatMap(([id, work]) => (isOpen(work) ? [id] : []));

/** No further task is started in this run. */
export const isLong = (run: FeatureRun) => run.bounded && workflowInfo().continueAsNewSuggested;

const isOpen = ({ run, result }: TaskWork) => run !== undefined && result === undefined;

/** Goes on as a new run where it may; the story takes up where its phase is. */
export async function roll(run: FeatureRun): Promise<void> {
  if (!mayRoll(run)) return;
  await condition(allHandlersFinished);
  await continueAsNew<typeof featureWorkflow>(run.feature, carriedOf(run));
}
