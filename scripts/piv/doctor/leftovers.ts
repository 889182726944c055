import type { Client } from '@temporalio/client';
import { deadLocks, deadRefs, deadWorktrees } from './in-repositories.js';
import { deadReplies, deadWorkers, inUse } from './in-home.js';
import { listInputs } from './inputs.js';
import { deadOnRemotes } from './on-remotes.js';
import { repositories } from './repositories.js';
import { createStandings, wasRefused } from './standings.js';

/** What a dead host, or a feature that was terminated, left behind. */
export interface Leftover {
  kind: 'worktree' | 'cache' | 'ref' | 'lock' | 'reply' | 'worker';
  /** Path or name. */
  what: string;
  why: string;
  remove(): Promise<void>;
}

export interface Found {
  leftovers: Leftover[];
  /** Features that have refs, but that this Temporal server doesn't know. */
  unknown: string[];
  /** Why a remote could not be asked. */
  failures: string[];
}

export interface Search {
  home: string;
  /** Without one, only what can be judged without Temporal is found. */
  client?: Client | undefined;
  /** Folders of repositories to look into, besides those that are found. */
  repos: string[];
  /** Features of which a person says that no Temporal server has them any more. */
  forget: string[];
}

export async function findLeftovers({ home, client, repos, forget }: Search): Promise<Found> {
  const inputs = client ? await listInputs(client) : [];
  const within = await repositories(home, [...repos, ...inputs.map(({ repo }) => repo)]);
  const locks = await deadLocks(home, within);
  if (!client) return { leftovers: locks, unknown: [], failures: [] };
  const standings = createStandings(client, forget, await inUse(home));
  const refs = await deadRefs(within, standings, (slug, run) => wasRefused(client, slug, run));
  const remotes = await deadOnRemotes(home, inputs, standings);
  const leftovers = [
    // First of all: when their steps are handed back, no process of theirs is at work any more in what goes next.
    ...(await deadWorkers(home, client)),
    ...(await deadWorktrees(home, within, standings)),
    ...refs.leftovers,
    ...remotes.leftovers,
    ...locks,
    ...(await deadReplies(home, client, standings)),
  ];
  return { leftovers, unknown: refs.unknown, failures: remotes.failures };
}
