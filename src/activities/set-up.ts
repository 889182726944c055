import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { ignoredPaths, indexed, markTree, restoreTree, type Worktree } from '../git/worktree.js';
import { removeFolder } from '../git/writable.js';
import type { Confinement } from '../sandbox/confine.js';
import { runCommand } from '../sandbox/run.js';
import { listed } from '../verify/failures.js';
import { openCache } from './caches.js';
import type { Place } from './dependencies.js';
import { takeSetUp } from './kept-set-up.js';
import { type Access, accessOf, type Attempt } from './set-up-access.js';
import { readStamp, type Stamp, writeStamp } from './setup-stamp.js';
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
 * be seen anew (`fresh`). What it makes is ignored by git, so no state. Where it fails for what the agent of a task has
 * changed, the agent is told (`problem`): a person can't mend that.
 */
export async function setUp(
  workspace: Workspace,
  place: Place,
  at: { commit: string; tree: string; fresh?: boolean; judges: boolean; used: boolean },
  signal: AbortSignal,
): Promise<Pick<Stamp, 'made' | 'problem'>> {
  if (!place.setup) return { made: [] };
  const { worktree } = workspace;
  const wanted = [place.setup, ...(await whatIsAsked(worktree))].join('\n');
  const known = await knownStamp(worktree, wanted);
  if (known && known.scripts !== false && !known.problem) return known;
  const access = await accessOf(workspace.repo, place, at);
  // Nothing is to be gained by another try: what may be reached is as it was, or the agent has to change something first.
  if (known && (known.problem ? !at.judges : !access.attempts.some(({ scripts, clean }) => scripts && clean)))
    return known;
  const kept = at.fresh ? undefined : await takeSetUp(worktree, place.slug, wanted);
  const stamp = kept
    ? { made: kept }
    : await install(workspace, { ...at, slug: place.slug, setup: place.setup }, access, signal);
  await writeStamp(worktree, { wanted, ...stamp });
  if (kept) return stamp;
  await markTree(worktree, undefined);
  await restoreTree(worktree, at.tree);
  return stamp;
}

async function knownStamp(worktree: Worktree, wanted: string): Promise<Stamp | undefined> {
  const known = await readStamp(worktree);
  return known?.wanted === wanted ? known : undefined;
}

async function install(
  workspace: Workspace,
  { setup, slug, used }: { setup: string; slug: string; used: boolean },
  { attempts, changed }: Access,
  signal: AbortSignal,
): Promise<Omit<Stamp, 'wanted'>> {
  const { worktree, confine } = workspace;
  let failed = '';
  let dirty = used;
  for (const { network, env, scripts, clean } of attempts) {
    if (clean) {
      for (const left of await ignoredPaths(worktree)) await removeFolder(path.join(worktree.dir, left), worktree.dir);
      if (dirty) await openCache(worktree, slug, true);
    }
    dirty = true;
    const confined = { ...confine, network, env: { ...confine.env, ...env } };
    const { exitCode, output } = await runCommand(setup, confined, { timeoutMs: TIMEOUT_MS, signal });
    const made = await ignoredPaths(worktree);
    if (exitCode === 0) return { made, ...(scripts ? {} : { scripts }) };
    failed = `ended with exit code ${exitCode} in ${path.basename(workspace.dir)}.${networkHint(attempts, output)}\n${output}`;
  }
  if (changed.length === 0) throw new PivError(FAILURES.setupFailed, `set-up "${setup}" ${failed}`);
  const cause = `after your change of ${listed(changed)}, which it goes by: put that back, mend it, or use blocked`;
  return { made: [], problem: `Set-up fails ${cause}. "${setup}" ${shortened(failed)}` };
}

function networkHint([first, second]: Attempt[], output: string): string {
  if (first?.restricted && !second) {
    return " The registries were out of its reach, as the plan doesn't name all that was changed of the files that it goes by.";
  }
  if (!first?.network && !second) return ' If it needs the network, start the feature with --setup-network.';
  return output.includes('\n[network: ') ? ' What it could not reach is below; --network names domains.' : '';
}

/** Of a text that a model reads, and that is kept in history. */
const HEAD = 300;
const TAIL = 3_000;

const shortened = (text: string) =>
  text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n…\n${text.slice(-TAIL)}`;

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
export async function freeze({ worktree, confine }: Workspace, made: string[]): Promise<Confinement> {
  const ofSetUp = (file: string) =>
    made.some((entry) => file === entry || (entry.endsWith('/') && file.startsWith(entry)));
  for (const file of await ignoredPaths(worktree)) {
    if (!ofSetUp(file)) await removeFolder(path.join(worktree.dir, file), worktree.dir);
  }
  const frozen = made.map((file) => path.join(worktree.dir, file)).filter((file) => existsSync(file));
  const scratch = frozen.flatMap((file) =>
    path.basename(file) === 'node_modules' ? KEPT_INSIDE.map((name) => path.join(file, name)) : [],
  );
  for (const folder of scratch) await mkdir(folder, { recursive: true });
  return { ...confine, frozen, scratch };
}
