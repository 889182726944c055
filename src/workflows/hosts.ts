import { mended, onHost } from './proxies.js';

/** Steps that need a worktree: on which host they are taken. */

export type Steps = ReturnType<typeof onHost>;

/** Takes one step; `what` is its line in the Web UI. */
export type OnHost = <T>(what: string, use: (host: Steps) => Promise<T>) => Promise<T>;

/** Whose steps they are: where it works now, and how it waits for a person to mend what keeps a step from being taken. */
export interface Station {
  host(): string;
  stuck(remedy: string): Promise<void>;
}

export const stepsOf =
  ({ host, stuck }: Station): OnHost =>
  (what, use) =>
    mended(() => use(onHost(host(), what)), stuck);
