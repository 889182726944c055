import { condition } from '@temporalio/workflow';
import type { Amount } from '../types.js';
import { lacking, NOTHING } from './grants.js';
import { report } from './task-report.js';
import { gate, type TaskRun } from './task-run.js';

/** What a task may spend: it draws from its feature, and gives back what is left whenever it is quiet. */

/**
 * What is granted and not spent: what is wanted, or what could be had of it, `least` or more. Undefined for features that
 * grant nothing.
 */
export async function draw(run: TaskRun, least: Amount, want: Amount): Promise<Amount | undefined> {
  if (!run.input.bounded) return undefined;
  for (let asked = false; ; asked = true) {
    await gate(run);
    if (!lacking(run.held, asked ? least : want)) return run.held;
    run.asked += 1;
    Object.assign(run, { held: NOTHING, quiet: true });
    report(run, { number: run.asked, least, want });
    await condition(() => !run.quiet || run.paused);
    run.quiet = false;
  }
}

/** A grant for an older ask is void: its feature has taken it back. */
export function receive(run: TaskRun, { number, amount }: { number: number; amount: Amount }): void {
  if (number !== run.asked) return;
  Object.assign(run, { held: amount, quiet: false });
}
