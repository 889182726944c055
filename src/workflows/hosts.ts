import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Place } from '../activities/dependencies.js';
import type { Feature } from '../types.js';
import { adoptAnywhere, mended, onHost } from './proxies.js';

/** Steps that need a worktree: on which host they are taken, and what becomes of them when it takes none. */

export type Steps = ReturnType<typeof onHost>;

/** Takes one step; `what` is its line in the Web UI, `trees` are what it needs of work that is on no branch yet. */
export type OnHost = <T>(what: string, use: (host: Steps) => Promise<T>, trees?: string[]) => Promise<T>;

/** Whose steps they are. */
export interface Station {
  place: Place;
  hosts: Feature['hosts'];
  /** Where it works now. */
  host(): string;
  /** The commit that the work stands on. */
  commit(): string;
  /** Trees that it could go on from, beside those that a step needs. */
  trees(): string[];
  /** Waits for a person to mend what keeps a step from being taken. */
  stuck(remedy: string): Promise<void>;
  /** What is done from now on; without a text, nothing. */
  doing(what?: string): void;
  /** The host takes no steps, and what is waited for; without a text it does again, or another one. */
  away(text?: string): void;
  moved(from: string, to: string): void;
}

/** The host that had these is gone, and where the work goes on they aren't. */
export class TreesLost extends Error {
  override name = 'TreesLost';
  constructor(
    readonly from: string,
    readonly to: string,
    /** Of the trees that the work could go on from, those that are there. */
    readonly there: string[],
  ) {
    super(`host ${from} is gone with work that it alone had`);
  }
}

export const stepsOf =
  (station: Station): OnHost =>
  (what, use, trees) =>
    mended(() => takeStep(station, what, use, trees), station.stuck);

/** A step that no worker of the host takes is taken elsewhere, or there when it is back: it never began, so no attempt is lost. */
export async function takeStep<T>(
  station: Omit<Station, 'stuck'>,
  what: string,
  use: (host: Steps) => Promise<T>,
  trees: string[] = [],
): Promise<T> {
  for (;;) {
    station.doing(what);
    try {
      return await use(onHost(station.host(), what, station.hosts));
    } catch (error) {
      if (!neverBegan(error)) throw error;
      await takeOver(station, what, trees);
    } finally {
      station.doing();
    }
  }
}

const neverBegan = (error: unknown) =>
  error instanceof ActivityFailure &&
  error.cause instanceof TimeoutFailure &&
  error.cause.timeoutType === 'SCHEDULE_TO_START';

/** With several hosts the next that can goes on; with one the work waits for that. */
async function takeOver(station: Omit<Station, 'stuck'>, what: string, needed: string[]): Promise<void> {
  const from = station.host();
  const many = station.hosts === 'many';
  const remedy = many ? 'another host takes over, with a worker there: piv worker' : 'start one there: piv worker';
  station.away(`no worker of host ${from} takes its steps; ${remedy}`);
  const input = {
    place: station.place,
    commit: station.commit(),
    trees: [...new Set([...needed, ...station.trees()])],
  };
  const { host, trees } = await (many ? adoptAnywhere(what) : onHost(from, `${what}: wait for the host`)).adopt(input);
  station.away();
  if (host !== from) station.moved(from, host);
  if (needed.some((tree) => !trees.includes(tree))) throw new TreesLost(from, host, trees);
}
