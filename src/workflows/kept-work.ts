import { cutText } from '../cut-text.js';
import type { Red } from '../types.js';
import type { StageEnd } from './agent-loop.js';
import type { Verdict } from './settle.js';
import type { Sealed, Sealing, TaskRun } from './task-run.js';

/** What is kept of a conversation that has ended, for the next one of its task. */

type ChangedTests = NonNullable<Red['changedTests']>;

export interface Kept {
  /** Its tests, once they are proven. */
  red?: Sealed;
  /** The worktree as it was left: tests and code. */
  work?: string;
  /** Why submits were refused, the oldest first. */
  refusals: string[];
  /** Refusals that were no fault of the work. */
  spared?: number;
  /** The tests that are written again: as they were submitted and sealed, why they are open, and what a person was told. */
  amends?: { tree: string; sealed: Sealing; tests: string[]; why: string; changed: ChangedTests };
}

/** What a given-up task leaves for its next try. */
export interface Left {
  tree: string;
  red?: Sealed;
}

/** The next stage goes on from here; in the same conversation, where there is one and it can. */
export function keep<T>(run: TaskRun, end: StageEnd<T>): StageEnd<T> {
  delete run.talk;
  if (!run.input.stages) return end;
  run.work = end.talk.tree;
  if (run.input.stages === 'together' && end.is !== 'failed') run.talk = end.talk;
  return end;
}

/** The sealed tests are to be written again, and the code stays. */
export function open(run: TaskRun, why: string): void {
  const { red } = run;
  delete run.red;
  if (red && run.input.stages) {
    const { tree, sealed } = red;
    run.amends = { tree, sealed, tests: red.red.tests, why, changed: red.red.changedTests ?? [] };
  }
}

/** An amendment is judged with all tests of the task, whichever of them it names. */
export const testsOf = ({ amends }: TaskRun, { tests }: Red): string[] => [
  ...new Set([...tests, ...(amends?.tests ?? [])]),
];

const MAX_WHY = 1_000;

/** What a person is to see of the tests: older ones that changed, and sealed ones that were amended. */
export function changedBy({ amends }: TaskRun, { changedTests = [] }: Red, now: Sealing = []): ChangedTests {
  const oids = new Map(now.map(({ path, oid }) => [path, oid]));
  const amended = (amends?.sealed ?? []).filter(({ path, oid }) => now.length > 0 && oids.get(path) !== oid);
  const why = cutText(`amended after it was sealed: ${amends?.why ?? ''}`, MAX_WHY);
  const all = [...(amends?.changed ?? []), ...changedTests, ...amended.map(({ path: file }) => ({ file, why }))];
  return all.filter(
    (one, at) => all.findIndex(({ file, why: reason }) => file === one.file && reason === one.why) === at,
  );
}

/** So many refusals of a task that the orchestrator's own runs are the reason of count for nothing. */
const MAX_SPARED = 3;

/** Whether a refusal counts. */
export function refused(run: TaskRun, { reason, free }: { reason: string; free?: boolean }): Verdict<never> {
  const spared = run.spared ?? 0;
  if (!free || spared >= MAX_SPARED) return { ok: false, reason };
  run.spared = spared + 1;
  return { ok: false, reason, free };
}

/** Of one refusal, and how many are told. */
const MAX_REFUSAL = 1_500;
const MAX_REFUSALS = 12;

/** What the next conversation is told of one that came to nothing. */
export function givenUp(reason: string, refusals: string[] = []): string {
  const told = refusals.slice(-MAX_REFUSALS).map((refusal) => `- ${cutText(refusal, MAX_REFUSAL)}`);
  const all = told.length > 1 ? ['', 'Its submits were refused, the oldest first:', ...told] : [];
  return [`An earlier try was given up: ${reason}`, ...all].join('\n');
}
