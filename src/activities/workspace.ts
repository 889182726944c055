import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { leaseWorktree } from '../git/lease.js';
import { fileAt, type Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import { markTree, openWorktree, removeWorktree, restoreTree, type Worktree } from '../git/worktree.js';
import type { Confinement } from '../sandbox/confine.js';
import { runCommand } from '../sandbox/run.js';
import type { Checkout } from '../verify/checkout.js';
import type { Dependencies, Place } from './dependencies.js';
import { repositoryOf } from './repository-of.js';
import { readStamp, writeStamp } from './setup-stamp.js';

/** A worktree that holds a given tree, with what `setup` makes of it, and how commands are confined in it. */
export interface Workspace extends Checkout {
  worktree: Worktree;
  repo: Repository;
}

const SETUP_TIMEOUT_MS = 20 * 60_000;

/**
 * Opens the worktree `name` of a feature at `tree`: `commit` is what a new one is detached at. What a check leaves in
 * its worktree is never trusted: the next one restores it. `fresh` makes it anew, with nothing ignored left in it.
 */
export async function openWorkspace(
  deps: Dependencies,
  place: Place,
  at: { name: string; commit: string; tree: string; fresh?: boolean },
  signal: AbortSignal,
): Promise<Workspace> {
  const repo = await repositoryOf(deps, place);
  const dir = await leaseWorktree(deps.config.home, repo, `${place.slug}.${at.name}`);
  if (at.fresh) await removeWorktree(repo, dir);
  const worktree = await openWorktree(repo, dir, at.commit);
  await restoreTree(worktree, at.tree);
  const workspace = { worktree, repo, dir, confine: confinementOf(deps, place, worktree) };
  await setUp(workspace, place, at.tree, signal);
  if (at.name.endsWith('check')) await markTree(worktree, undefined);
  return workspace;
}

function confinementOf({ config }: Dependencies, place: Place, worktree: Worktree): Confinement {
  return {
    mode: place.sandbox,
    root: worktree.dir,
    readable: [worktree.repo.gitDir, config.packageRoot, ...config.commandPath.map(toolFolder)],
    hidden: [config.home],
    network: false,
    commandPath: config.commandPath,
  };
}

/** The programs in node_modules/.bin are links to their packages. */
const toolFolder = (folder: string) => (path.basename(folder) === '.bin' ? path.dirname(folder) : folder);

const LOCK_FILES =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|uv\.lock|poetry\.lock|requirements[^/]*\.txt|go\.sum|Cargo\.lock|Gemfile\.lock|composer\.lock)$/;

/** Runs the set-up command where it hasn't run for these lock files. What it makes is ignored by git, so no state. */
async function setUp(workspace: Workspace, place: Place, tree: string, signal: AbortSignal): Promise<void> {
  if (!place.setup) return;
  const locks = (await listTree(workspace.repo, tree)).filter((entry) => LOCK_FILES.test(entry.path));
  const wanted = [place.setup, ...locks.map((entry) => `${entry.oid} ${entry.path}`)].join('\n');
  if ((await readStamp(workspace.worktree)) === wanted) return;
  const confine = { ...workspace.confine, network: place.setupNetwork };
  const run = await runCommand(place.setup, confine, { timeoutMs: SETUP_TIMEOUT_MS, signal });
  if (run.exitCode !== 0) {
    const network = place.setupNetwork ? '' : ' If it needs the network, start the feature with --setup-network.';
    throw new PivError(
      FAILURES.setupFailed,
      `set-up "${place.setup}" ended with exit code ${run.exitCode} in ${path.basename(workspace.dir)}.${network}\n${run.output}`,
    );
  }
  await writeStamp(workspace.worktree, wanted);
  await markTree(workspace.worktree, undefined);
  await restoreTree(workspace.worktree, tree);
}

/** The repository's own instructions to agents, as they are at the base. */
export async function instructionsAt(repo: Repository, tree: string): Promise<string | undefined> {
  for (const file of ['AGENTS.md', 'CLAUDE.md', 'CONTRIBUTING.md']) {
    const text = await fileAt(repo, tree, file);
    if (text) return text.slice(0, 16_000);
  }
  return undefined;
}
