import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { removeSpecialFiles } from '../special-files.js';
import { ignoredPaths, indexed, markTree, restoreTree, untrackedPaths, type Worktree } from '../git/worktree.js';
import { makeFolder, removeInside } from '../inside.js';
import { foundAt } from '../leads-to.js';
import { withRights } from '../writable.js';
import type { Confinement } from '../sandbox/confine.js';
import { runCommand } from '../sandbox/run.js';
import type { Place } from './dependencies.js';
import { isInstalled, takeSetUp } from './kept-set-up.js';
import { isIntact, readStamp, type Stamp, writeStamp } from './setup-stamp.js';
import type { Workspace } from './workspace.js';

const TIMEOUT_MS = 20 * 60_000;

const LOCKS = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'uv.lock',
  'poetry.lock',
  'requirements*.txt',
  'go.sum',
  'Cargo.lock',
  'Gemfile.lock',
  'composer.lock',
];
/** Where there is no lock file, these say what is to be installed. */
const MANIFESTS = ['package.json', 'pyproject.toml', 'setup.py', 'setup.cfg'];

/**
 * Runs the set-up command where it hasn't run for these lock files, or copies what it made elsewhere, unless that is to
 * be seen anew (`fresh`). What it makes is ignored by git, so no state, or else it doesn't stay.
 */
export async function setUp(
  workspace: Workspace,
  place: Place,
  { tree, fresh, judges }: { tree: string; fresh?: boolean; judges: boolean },
  signal: AbortSignal,
): Promise<Pick<Stamp, 'made' | 'lost'>> {
  if (!place.setup) return { made: [] };
  const wanted = [place.setup, ...(await whatIsAsked(workspace.worktree))].join('\n');
  const known = await readStamp(workspace.worktree);
  const isFrozen = judges && workspace.confine.mode === 'on';
  if (known?.wanted === wanted && (!isFrozen || isIntact(workspace.worktree, known))) return known;
  if (judges) await removeIgnored(workspace.worktree, []);
  const kept = fresh ? undefined : await takeSetUp(workspace.worktree, place.slug, wanted);
  if (kept) {
    await writeStamp(workspace.worktree, { wanted, made: kept });
    return { made: kept };
  }
  const network = place.network ?? place.setupNetwork;
  const confine = { ...workspace.confine, network, env: { ...workspace.confine.env, ...withoutHooks(workspace) } };
  const run = await runCommand(place.setup, confine, { timeoutMs: TIMEOUT_MS, signal });
  if (run.exitCode !== 0) {
    const ended = `set-up "${place.setup}" ended with exit code ${run.exitCode} in ${path.basename(workspace.dir)}.`;
    throw new PivError(FAILURES.setupFailed, `${ended}${remedyFor(run.output, network !== false)}\n${run.output}`);
  }
  const made = await ignoredPaths(workspace.worktree);
  const lost = (await untrackedPaths(workspace.worktree)).filter(isInstalled);
  await writeStamp(workspace.worktree, { wanted, made, lost });
  await markTree(workspace.worktree, undefined);
  await restoreTree(workspace.worktree, tree);
  return { made, lost };
}

/** What a set-up says that would change the repository's own hooks or configuration. */
const GIT_FOLDER = /could not lock config file|\.git\b[^\n]*(?:read-only file system|EROFS|ENOTDIR|permission denied)/i;

function remedyFor(output: string, hasNetwork: boolean): string {
  if (GIT_FOLDER.test(output)) {
    return ' It may not change hooks or configuration of the repository: let its prepare script leave them alone where CI is set.';
  }
  return hasNetwork ? '' : ' If it needs the network, start the feature with --setup-network.';
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

/** The files that say what is to be installed, each with its content's name. The index holds the worktree's tree. */
async function whatIsAsked(worktree: Worktree): Promise<string[]> {
  const anywhere = (names: string[]) => names.map((name) => `**/${name}`);
  const locks = await indexed(worktree, anywhere(LOCKS));
  return locks.length > 0 ? locks : indexed(worktree, anywhere(MANIFESTS));
}

/** Where tools keep things among what set-up made: they get an empty folder each time. */
const KEPT_INSIDE = ['.cache', '.vite', '.vite-temp'];

/**
 * For a worktree that judges: of what git ignores, only what set-up has made is left, and commands can't write to that.
 * So nothing that the tests of an agent have left, or changed in a tool, has a say in what they show later.
 */
export async function freeze(
  { worktree, confine }: Pick<Workspace, 'worktree' | 'confine'>,
  made: string[],
): Promise<Confinement> {
  await removeIgnored(worktree, made);
  const { dir } = worktree;
  return withRights(dir, async () => {
    const there = made.filter((file) => foundAt(dir, file));
    const installed = there.filter(
      (file) => path.basename(file) === 'node_modules' && foundAt(dir, file)?.isDirectory(),
    );
    const inside = installed.flatMap((folder) => KEPT_INSIDE.map((name) => path.join(folder, name)));
    const scratch = await Promise.all(inside.map((folder) => makeFolder(dir, folder)));
    return {
      ...confine,
      frozen: there.map((file) => path.join(dir, file)),
      scratch: scratch.filter((folder) => folder !== undefined),
    };
  });
}

/** Removes what git ignores or can't see, but for these paths and what is in them. */
async function removeIgnored(worktree: Worktree, kept: string[]): Promise<void> {
  const isKept = (file: string) =>
    kept.some((entry) => file === entry || (entry.endsWith('/') && file.startsWith(entry)));
  for (const file of await ignoredPaths(worktree)) if (!isKept(file)) await removeInside(worktree.dir, file);
  await removeSpecialFiles(worktree.dir);
}
