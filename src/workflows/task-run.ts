import {
  condition,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { pageOf } from '../conversation.js';
import type { Entry, Usage } from '../types.js';
import { addUsage, NO_USAGE } from '../usage.js';
import { pauseSignal, reportSignal, resumeSignal, retrySignal, transcriptQuery, type TaskReport } from './messages.js';
import { stepsOf, type Steps } from './hosts.js';
import type { Agent } from './talk.js';
import type { TaskInput } from './task.js';

/** The state of a task, and what it tells its feature. */

export interface TaskRun {
  input: TaskInput;
  agent: Agent;
  transcript: Entry[];
  paused: boolean;
  quiet: boolean;
  stuck?: string;
  retried: boolean;
  contexts: number;
  attempts: number;
  tokens: number;
  /** Tokens when the feature last heard of it. */
  told: number;
  usage: Usage;
  model?: string;
  redTree?: string;
}

export function begin(input: TaskInput): TaskRun {
  const transcript: Entry[] = [];
  const { task, place, commit, brief } = input;
  const agent: Agent = {
    label: task.id,
    place,
    onHost: stepsOf({ host: () => input.host, stuck: (remedy) => stuck(run, remedy) }),
    task: task.id,
    worktree: task.id,
    commit,
    transcript,
    commands: brief.commands,
    testFiles: brief.testFiles,
    gate: () => gate(run),
    stuck: (remedy) => stuck(run, remedy),
    spend: ({ tokens, usage, model }) => {
      run.tokens += tokens;
      run.usage = addUsage(run.usage, usage);
      run.model = model;
      if (run.tokens - run.told >= input.reportEvery) report(run);
    },
  };
  const run: TaskRun = {
    input,
    agent,
    transcript,
    paused: input.paused,
    quiet: false,
    retried: false,
    contexts: input.contexts,
    attempts: 0,
    tokens: 0,
    told: 0,
    usage: NO_USAGE,
  };
  return run;
}

export function listen(run: TaskRun): void {
  setHandler(pauseSignal, () => pause(run), { description: 'Stop after the running turn' });
  setHandler(resumeSignal, () => void (run.paused = false), { description: 'Go on' });
  setHandler(retrySignal, () => void (run.retried = true), { description: 'Try again what is stuck' });
  setHandler(transcriptQuery, (page) => pageOf(run.transcript, page?.from));
  setCurrentDetails(`**${run.input.task.id}** ${run.input.task.name}\n\n${run.input.task.doneWhen}`);
}

export function stageOf<S extends 'red' | 'green'>(run: TaskRun, stage: S, note: string | undefined) {
  const { feature, request, brief, decisions, task } = run.input;
  if (stage === 'red' || task.kind !== 'code') run.contexts += 1;
  const attempt = run.contexts;
  const about = { feature, request, brief, decisions, task, attempt, ...(note ? { note } : {}) };
  return { stage, conversation: `${task.id}/${stage}/${attempt}`, about };
}

export const step = <T>(run: TaskRun, what: string, use: (host: Steps) => Promise<T>) =>
  run.agent.onHost(`${run.input.task.id} ${what}`, use);

/** Says also how things stand: the feature waits to hear that all is quiet. */
function pause(run: TaskRun): void {
  run.paused = true;
  report(run);
}

async function gate(run: TaskRun): Promise<void> {
  if (!run.paused) return;
  await still(run, () => !run.paused);
}

async function stuck(run: TaskRun, remedy: string): Promise<void> {
  run.stuck = remedy;
  run.retried = false;
  await still(run, () => run.retried && !run.paused);
  delete run.stuck;
  report(run);
}

/** Waits with nothing under way, and says so. */
async function still(run: TaskRun, until: () => boolean): Promise<void> {
  run.quiet = true;
  report(run);
  await condition(until);
  run.quiet = false;
  report(run);
}

/** Tells the feature how things stand. Not awaited: the feature reads it when it comes. */
export function report(run: TaskRun): void {
  const { parent, runId } = workflowInfo();
  if (!parent) return;
  run.told = run.tokens;
  const { tokens, usage, attempts, quiet, redTree, model, stuck: waits } = run;
  const said: TaskReport = {
    task: run.input.task.id,
    run: runId,
    tokens,
    usage,
    attempts,
    quiet,
    ...(redTree ? { redTree } : {}),
    ...(model ? { model } : {}),
    ...(waits ? { stuck: waits } : {}),
  };
  void getExternalWorkflowHandle(parent.workflowId)
    .signal(reportSignal, said)
    .catch(() => undefined);
}
