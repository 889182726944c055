import { alive } from './alive.js';

/** Set-up fails where it judges, for what the agent of the task has changed of the files that it goes by. */
export class SetUpRefused extends Error {
  override name = 'SetUpRefused';
}

/** As `alive`; then what was submitted is refused, with the reason: the agent can mend it, a person need not. */
export const proving = <T>(proof: (signal: AbortSignal) => Promise<T>): Promise<T | { ok: false; reason: string }> =>
  alive(async (signal) => {
    try {
      return await proof(signal);
    } catch (error) {
      if (error instanceof SetUpRefused) return { ok: false, reason: error.message };
      throw error;
    }
  });
