import path from 'node:path';
import { leaseWorktree } from '../git/lease.js';
import type { Repository } from '../git/repository.js';
import type { SnapshotLimits } from '../git/snapshot-size.js';
import { viewOf, type View } from '../git/view.js';
import { markTree, openWorktree, removeWorktree, restoreTree, type Worktree } from '../git/worktree.js';
import type { Confinement } from '../sandbox/confine.js';
import type { Checkout } from '../verify/checkout.js';
import { cacheVariables } from './cache-variables.js';
import { hasCache, openCache } from './caches.js';
import { copyFiles } from './copied.js';
import type { Dependencies, Place } from './dependencies.js';
import { repositoryOf } from './repository-of.js';
import { freeze } from './freeze.js';
import { setUp } from './set-up.js';
import { SetUpRefused } from './set-up-refused.js';

/** A worktree that holds a given tree, with what `setup` makes of it, and how commands are confined in it. */
export interface Workspace extends Checkout {
  worktree: Worktree;
  repo: Repository;
  /** What set-up has installed that didn't stay. */
  lost?: string[];
  /** What one snapshot of it may add to the repository. */
  mayAdd: SnapshotLimits;
  /** Set-up failed for what the agent has changed, and why. */
  problem?: string;
}

/**
 * Opens the worktree `name` of a feature at `tree`: `commit` is what a new one is detached at. What a check leaves in
 * its worktree is never trusted: the next one restores it. `fresh` makes it anew, with nothing ignored left in it.
 */
export async function openWorkspace(
  deps: Pick<Dependencies, 'config'>,
  place: Place,
  at: { name: string; commit: string; tree: string; fresh?: boolean },
  signal: AbortSignal,
): Promise<Workspace> {
  const repo = await repositoryOf(deps, place);
  const dir = await leaseWorktree(deps.config.home, repo, `${place.slug}.${at.name}`);
  if (at.fresh) await removeWorktree(repo, dir);
  const worktree = await openWorktree(repo, dir, at.commit);
  await restoreTree(worktree, at.tree);
  const judges = at.name.endsWith('check');
  const used = !judges && hasCache(worktree);
  const cache = await openCache(worktree, place.slug, judges);
  const view = await viewOf(worktree);
  const confine = confinementOf(deps, place, { worktree, cache, view });
  const workspace = { worktree, repo, dir, confine, mayAdd: deps.config.snapshot, longest: longestOf(place) };
  const { made, lost, problem } = await setUp(workspace, place, { ...at, judges, used }, signal);
  const copies = await copyFiles(worktree, place, judges);
  if (!judges) return { ...workspace, ...(problem ? { problem } : {}) };
  if (problem) throw new SetUpRefused(problem);
  await markTree(worktree, undefined);
  return { ...workspace, confine: await freeze(workspace, [...made, ...copies]), ...(lost?.length ? { lost } : {}) };
}

function confinementOf(
  { config }: Pick<Dependencies, 'config'>,
  place: Place,
  { worktree, cache, view }: { worktree: Worktree; cache: string; view: View },
): Confinement {
  return {
    mode: place.sandbox,
    ...(config.container ? { container: true } : {}),
    root: worktree.dir,
    readable: [...view.readable, config.packageRoot, ...config.commandPath.map(toolFolder), ...config.readable],
    writable: [cache],
    env: { ...place.running?.env?.set, ...passedOn(place), ...cacheVariables(cache) },
    hidden: [config.home, ...view.hidden],
    replaced: view.replaced,
    limits: { ...config.limits, memoryMb: Math.min(config.limits.memoryMb, place.running?.limits?.memory ?? Infinity) },
    network: place.network ?? false,
    inner: config.innerDomains,
    commandPath: config.commandPath,
  };
}

const MINUTE = 60_000;

function longestOf({ running }: Place): NonNullable<Checkout['longest']> {
  const { memory: _memory, ...minutes } = running?.limits ?? {};
  const times = Object.entries(minutes).flatMap(([name, most]) => (most ? [[name, most * MINUTE]] : []));
  return Object.fromEntries(times) as NonNullable<Checkout['longest']>;
}

/** Variables that a person lets commands have. One that isn't set here stays unset. */
const passedOn = ({ env = [] }: Place): Record<string, string> =>
  Object.fromEntries(env.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/** For commands of an agent: without a task it only reads, and what they write all the same is undone by the next step. */
export const confinedIn = ({ dir, confine }: Workspace, task?: string): Confinement =>
  task ? confine : { ...confine, frozen: [dir] };

/** The programs in node_modules/.bin are links to their packages. */
const toolFolder = (folder: string) => (path.basename(folder) === '.bin' ? path.dirname(folder) : folder);
