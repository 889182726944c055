import type { TestRun } from '../types.js';
import { alive } from './alive.js';

/** Set-up fails where it judges, for what the agent of the task has changed of the files that it goes by. */
export class SetUpRefused extends Error {
  override name = 'SetUpRefused';
}

/** `free`: the runs were the reason, not the work. */
export interface Refused {
  ok: false;
  reason: string;
  free?: boolean;
}

/** As `alive`; then what was submitted is refused, with the reason: the agent can mend it, a person need not. */
export const proving = <T>(proof: (signal: AbortSignal) => Promise<T>): Promise<T | Refused> =>
  alive(async (signal) => {
    try {
      return await proof(signal);
    } catch (error) {
      if (error instanceof SetUpRefused) return { ok: false, reason: error.message, free: true };
      throw error;
    }
  });

/** A run that was ended for its time, or whose tests fail now and then, says little of the work. */
export const freeIf = ({ timedOut, tests }: TestRun): { free?: true } =>
  timedOut || tests.some(({ status }) => status === 'flaky') ? { free: true } : {};
