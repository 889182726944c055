import { condition } from '@temporalio/workflow';
import type { StageContext } from '../activities/open-stage.js';
import type { StageName, Stated } from '../types.js';
import { runStage } from './agent-loop.js';
import { publish } from './details.js';
import { doing } from './doing.js';
import { drawOwn, OWN } from './feature-purse.js';
import type { FeatureRun } from './feature-run.js';
import { earOf } from './feature-words.js';
import { takeBack } from './grants.js';
import { spend } from './ledger.js';
import { chosenFor } from './model-choice.js';
import { gate, hostStep, stuck } from './pausing.js';
import type { Judge } from './settle.js';
import type { Agent } from './talk.js';

/** The feature's own stages of thinking. */

/** One stage in a fresh context; where it fails or is blocked, again after a person's `retry`. */
export async function think<S extends StageName, T>(
  run: FeatureRun,
  stage: S,
  context: StageContext,
  judge: Judge<S, T>,
  at = { tip: run.at.base, tree: run.at.tree },
): Promise<T> {
  let again: { note?: string; stated?: Stated } = {};
  for (;;) {
    run.contexts += 1;
    const conversation = `${stage}/${run.contexts}`;
    const choice = chosenFor(run)[stage];
    const opening = { stage, conversation, context: { ...context, ...again }, choice, tree: at.tree, sealed: [] };
    const end = await runStage(agentOf(run, at.tip), opening, judge);
    takeBack(run, OWN);
    if (end.is === 'done') return end.value;
    await stuck(run, `${stage} ended without a result: ${end.reason}`);
    again = { note: end.reason, ...(stage === 'prime' && run.at.stated ? { stated: run.at.stated } : {}) };
  }
}

/** Leaves the model's service alone, unless a person wants it tried again at once, or a pause. */
async function rest(run: FeatureRun, text: string, ms: number): Promise<void> {
  run.waitingFor = { what: 'model', text, until: new Date(Date.now() + ms).toISOString() };
  run.inbox.retry = false;
  publish(run);
  await condition(() => run.inbox.retry || run.pause.wanted !== undefined, ms);
  delete run.waitingFor;
  publish(run);
}

function agentOf(run: FeatureRun, commit: string): Agent {
  const { slug, place, brief, transcript } = run;
  return {
    label: slug,
    place,
    onHost: (what, use) => hostStep(run, what, use),
    worktree: 'read',
    commit,
    transcript,
    ear: earOf(run),
    commands: brief?.commands ?? {},
    testFiles: brief?.testFiles ?? [],
    doing: (what) => doing(run, what),
    gate: () => gate(run),
    stuck: (remedy) => stuck(run, remedy),
    rest: (why, ms) => rest(run, why, ms),
    draw: (least, want) => drawOwn(run, { least, want }, () => gate(run)),
    spend: (spent) => {
      spend(run, spent, OWN);
      publish(run);
    },
  };
}
