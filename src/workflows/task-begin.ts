import { continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { bytesOf, pageOf } from '../conversation.js';
import type { Entry, Grants } from '../types.js';
import { taskDetails } from './details.js';
import { widen } from './granting.js';
import { less } from './grants.js';
import { stepsOf } from './hosts.js';
import {
  doingQuery,
  grantSignal,
  pauseSignal,
  resumeSignal,
  retrySignal,
  toldSignal,
  transcriptQuery,
} from './messages.js';
import { shorten } from './rewrite.js';
import { SHORTENED } from './room.js';
import { endSharing, share } from './sharing.js';
import type { Patience } from './patience.js';
import { entriesOf, type Agent, type ResumedTalk, type Talk } from './talk.js';
import type { taskWorkflow, TaskInput } from './task.js';
import { draw, receive } from './task-purse.js';
import { doing, note, report } from './task-report.js';
import { freshState, gate, rest, spend, stuck, type TaskRun, type TaskState } from './task-run.js';
import { stationOf } from './task-station.js';
import { earOf, listenTo } from './task-words.js';

/** How a run of a task begins, and hands on to the next one when its history has grown long. */

export interface CarriedTask {
  state: TaskState;
  /** The conversation that is under way. */
  talk: ResumedTalk;
}

export function begin(input: TaskInput): TaskRun {
  const transcript: Entry[] = [];
  const { task, place, commit, brief } = input;
  const agent: Agent = {
    label: task.id,
    place,
    onHost: (...step) => stepsOf(stationOf(run))(...step),
    task: task.id,
    worktree: task.id,
    commit,
    transcript,
    ear: earOf(() => run),
    commands: brief.commands,
    testFiles: brief.testFiles,
    failedBefore: input.failedBefore,
    doing: (what) => doing(run, what),
    gate: () => gate(run),
    stuck: (remedy) => stuck(run, remedy),
    rest: (why, ms) => rest(run, why, ms),
    draw: (least, want) => draw(run, least, want),
    spend: (spent) => {
      run.held = less(run.held, { tokens: spent.tokens, money: spent.cost ?? 0 });
      spend(run, spent);
    },
    wrote(tree) {
      run.trees.push(tree);
      share(run, tree);
    },
    refused: (reason) => void run.refusals.push(reason),
    lost: ({ from, to }, turns) => note(run, `host ${from} is gone; host ${to} does its last ${turns} turns again`),
    turnOver: (talk, patience) => turnOver(run, talk, patience),
  };
  const state: TaskState = { ...freshState(input), ...input.carried?.state };
  const { red, work } = state;
  const trees = [input.tree, red?.tree, work, input.carried?.talk.tree].filter((tree) => tree !== undefined);
  const still = { paused: input.paused, quiet: false, retried: false };
  const run: TaskRun = { ...state, ...still, input, agent, transcript, trees, sharing: {} };
  return run;
}

export function listen(run: TaskRun): void {
  setHandler(pauseSignal, (told) => pause(run, told?.number), { description: 'Stop after the running turn' });
  setHandler(resumeSignal, () => void (run.paused = false), { description: 'Go on' });
  setHandler(retrySignal, (grants) => tryAgain(run, grants), { description: 'Try again what is stuck' });
  setHandler(grantSignal, (grant) => receive(run, grant), { description: 'From the feature, not from people' });
  setHandler(toldSignal, (told) => listenTo(run, told), { description: 'From the feature, which takes it by `tell`' });
  setHandler(doingQuery, () => run.doing ?? null, { description: 'What it does now' });
  setHandler(transcriptQuery, (page) => pageOf(run.transcript, page?.from));
  setCurrentDetails(taskDetails(run));
}

function tryAgain(run: TaskRun, grants: Grants | undefined): void {
  if (grants) widen(run.agent.place, grants);
  run.retried = true;
}

/** Says also how things stand: the feature waits to hear that all is quiet. */
function pause(run: TaskRun, number = run.pause): void {
  run.paused = true;
  run.pause = number;
  report(run);
}

/** When Temporal suggests it, a new run goes on at this turn, with all that counts and the conversation cut short. */
async function turnOver(run: TaskRun, talk: Talk, patience: Patience): Promise<void> {
  if (!run.input.bounded || !workflowInfo().continueAsNewSuggested) return;
  if (bytesOf(entriesOf(talk)) > SHORTENED) shorten(talk, SHORTENED);
  await endSharing(run);
  // Nothing may be waited for from here on: what a message changes would be lost.
  const { tree, context, turn, since, opening } = talk;
  const carried: CarriedTask = {
    state: stateOf(run),
    talk: { entries: entriesOf(talk), tree, context, turn, patience, since, opening },
  };
  const { left: _left, ...input } = run.input;
  await continueAsNew<typeof taskWorkflow>({ ...input, paused: run.paused, carried });
}

function stateOf(run: TaskRun): TaskState {
  const { round, why, red, contexts, attempts, tokens, told, usage, cost, unpriced, model, redTree, held, asked } = run;
  const { pause: paused, reports, models, without, last, words } = run;
  const { work, amends, spared, refusals } = run;
  const kept = { red, work, amends, spared };
  const optional = { ...kept, why, unpriced, model, models, without, last, redTree, host: run.host, note: run.note };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const spent = { attempts, tokens, told, usage, cost, held, asked };
  return { round, contexts, ...spent, pause: paused, reports, words, refusals, ...given };
}
