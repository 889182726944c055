import path from 'node:path';
import { cap } from '../agent/tools/output.js';
import { FAILURES, PivError } from '../errors.js';
import { ignoredPaths, markTree, restoreTree, untrackedPaths, type Worktree } from '../git/worktree.js';
import { runCommand } from '../sandbox/run.js';
import { listed } from '../verify/failures.js';
import { openCache } from './caches.js';
import { copyFiles } from './copied.js';
import type { Place } from './dependencies.js';
import { removeIgnored } from './freeze.js';
import { isInstalled } from './kept-set-up.js';
import type { Access, Attempt } from './set-up-access.js';
import type { Stamp } from './setup-stamp.js';
import type { Workspace } from './workspace.js';

/** What is installed: the command, the tree that it runs on, and whether commands have been in the worktree before it. */
interface Installed {
  setup: string;
  place: Place;
  tree: string;
  used: boolean;
}

const TIMEOUT_MS = 20 * 60_000;

/** Tries the set-up command in each way that it has. Leaves the worktree as set-up has left it. */
export async function install(
  workspace: Workspace,
  { setup, place, tree, used }: Installed,
  { attempts, changed }: Access,
  signal: AbortSignal,
): Promise<Pick<Stamp, 'made' | 'lost' | 'scripts' | 'problem'>> {
  const { worktree, confine } = workspace;
  let failed = '';
  let dirty = used;
  for (const { network, env, scripts, clean } of attempts) {
    if (clean && dirty) await clear(worktree, place.slug, tree);
    else if (clean) await removeIgnored(worktree, []);
    dirty = true;
    const copies = await copyFiles(worktree, place, false);
    await markTree(worktree, undefined);
    const confined = { ...confine, network, env: { ...confine.env, ...withoutHooks(workspace), ...env } };
    const timeoutMs = workspace.longest?.setup ?? TIMEOUT_MS;
    const { exitCode, output } = await runCommand(setup, confined, { timeoutMs, signal });
    if (exitCode === 0) {
      const made = (await ignoredPaths(worktree)).filter((file) => !copies.includes(file));
      const lost = (await untrackedPaths(worktree)).filter(isInstalled);
      return { made, lost, ...(scripts ? {} : { scripts }) };
    }
    failed = `ended with exit code ${exitCode} in ${path.basename(workspace.dir)}.${remedyFor(attempts, output)}\n${output}`;
  }
  if (changed.length === 0) throw new PivError(FAILURES.setupFailed, `set-up "${setup}" ${failed}`);
  const cause = `after your change of ${listed(changed)}, which it goes by: put that back, mend it, or use blocked`;
  return { made: [], problem: `Set-up fails ${cause}. "${setup}" ${cap(failed, MAX_PROBLEM)}` };
}

/** Of a text that a model reads, and that is kept in history. */
const MAX_PROBLEM = 3_500;

/** Takes away all that commands have left here, in files or in the cache. */
async function clear(worktree: Worktree, slug: string, tree: string): Promise<void> {
  // First: what git ignores is in the tree.
  await restoreTree(worktree, tree);
  await removeIgnored(worktree, []);
  await openCache(worktree, slug, true);
}

/** What a set-up says that would change the repository's own hooks or configuration. */
const GIT_FOLDER = /could not lock config file|\.git\b[^\n]*(?:read-only file system|EROFS|ENOTDIR|permission denied)/i;

function remedyFor([first, second]: Attempt[], output: string): string {
  if (GIT_FOLDER.test(output)) {
    return ' It may not change hooks or configuration of the repository: let its prepare script leave them alone where CI is set.';
  }
  if (first?.restricted && !second) {
    return " The registries were out of its reach, as the plan doesn't name all that was changed of the files that it goes by.";
  }
  if (!first?.network && !second) return ' If it needs the network: piv retry --setup-network.';
  return output.includes('\n[network: ') ? ' What it could not reach is below; --network names domains.' : '';
}

/**
 * Installers of hooks are told to leave that be, or given a place of their own to put them: `git config` writes the file
 * that GIT_CONFIG names, and hooks go where core.hooksPath says.
 */
function withoutHooks({ confine }: Workspace): Record<string, string> {
  const cache = confine.env?.['XDG_CACHE_HOME'] ?? confine.root;
  return {
    HUSKY: '0',
    HUSKY_SKIP_INSTALL: '1',
    LEFTHOOK: '0',
    SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1',
    GIT_CONFIG: path.join(cache, 'git-config'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: path.join(cache, 'git-hooks'),
  };
}
