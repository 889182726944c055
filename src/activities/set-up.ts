import { indexed, restoreTree, type Worktree } from '../git/worktree.js';
import type { Place } from './dependencies.js';
import { removeIgnored } from './freeze.js';
import { install } from './install.js';
import { takeSetUp } from './kept-set-up.js';
import { type Access, accessOf } from './set-up-access.js';
import { isIntact, readStamp, type Stamp, writeStamp } from './setup-stamp.js';
import type { Workspace } from './workspace.js';

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
const MANIFESTS = ['package.json', 'pyproject.toml', 'setup.py', 'setup.cfg', 'Cargo.toml', 'pom.xml'];

export interface SetUpAt {
  commit: string;
  tree: string;
  fresh?: boolean;
  judges: boolean;
  /** Commands have been in the worktree before. */
  used: boolean;
}

/**
 * Runs the set-up command where it hasn't run for these lock files, or copies what it made elsewhere, unless that is to
 * be seen anew (`fresh`). What it makes is ignored by git, so no state, or else it doesn't stay. Where it fails for what
 * the agent of a task has changed, the agent is told (`problem`): a person can't mend that.
 */
export async function setUp(
  workspace: Workspace,
  place: Place,
  at: SetUpAt,
  signal: AbortSignal,
): Promise<Pick<Stamp, 'made' | 'lost' | 'problem'>> {
  const { setup, slug } = place;
  if (!setup) return { made: [] };
  const { worktree } = workspace;
  const wanted = [setup, ...(await whatIsAsked(worktree))].join('\n');
  const known = await knownStamp(workspace, wanted, at);
  if (known && known.scripts !== false && !known.problem) return known;
  const access = await accessOf(workspace.repo, place, at);
  const changed = access.changed.length > 0 ? await indexed(worktree, access.changed) : [];
  if (known && !maySucceed(known, access, changed, at)) return known;

  if (at.judges) await removeIgnored(worktree, []);
  const kept = at.fresh ? undefined : await takeSetUp(worktree, slug, wanted);
  if (kept) {
    await writeStamp(worktree, { wanted, made: kept });
    return { made: kept };
  }
  const stamp = await install(workspace, { ...at, place, setup }, access, signal);
  await writeStamp(worktree, { wanted, ...stamp, ...(stamp.problem ? { changed } : {}) });
  await restoreTree(worktree, at.tree);
  return stamp;
}

/** What it came to here, where that still is what is wanted. */
async function knownStamp({ worktree, confine }: Workspace, wanted: string, { judges }: SetUpAt) {
  const known = await readStamp(worktree);
  const isFrozen = judges && confine.mode === 'on';
  return known?.wanted === wanted && (!isFrozen || isIntact(worktree, known)) ? known : undefined;
}

/** Whether another try may come to more: one may reach what none could before, or the agent has changed something since. */
function maySucceed(known: Stamp, { attempts }: Access, changed: string[], { judges }: SetUpAt): boolean {
  if (known.problem) return judges || known.changed?.join('\n') !== changed.join('\n');
  return attempts.some(({ scripts, clean }) => scripts && clean);
}

/** The files that say what is to be installed, each with its content's name. The index holds the worktree's tree. */
async function whatIsAsked(worktree: Worktree): Promise<string[]> {
  const anywhere = (names: string[]) => names.map((name) => `**/${name}`);
  const locks = await indexed(worktree, anywhere(LOCKS));
  return locks.length > 0 ? locks : indexed(worktree, anywhere(MANIFESTS));
}
