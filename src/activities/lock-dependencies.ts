import { diffTrees } from '../git/trees.js';
import { type InstallFile, installFiles, isPlanned } from '../install-files.js';
import { listed } from '../verify/failures.js';
import { install } from './install.js';
import type { RunTools } from './run-tools.js';
import { accessOf } from './set-up-access.js';
import { writeStamp } from './setup-stamp.js';
import type { Workspace } from './workspace.js';

/** What makes a lock file of a changed manifest, in place of what installs by it. */
const LOCKING: [installs: RegExp, locks: string][] = [
  [/\bnpm (?:ci|clean-install|install|i)\b/g, 'npm install --package-lock-only --ignore-scripts'],
  [/\b(pnpm\b[^&;|]*) --frozen-lockfile\b/g, '$1 --lockfile-only --no-frozen-lockfile'],
  [/\b((?:yarn|@yarnpkg\/cli-dist)\b[^&;|]*) --immutable\b/g, '$1 --mode=update-lockfile'],
  [/\b(yarn\b[^&;|]*) --frozen-lockfile\b/g, '$1'],
  [/\buv sync\b[^&;|]*/g, 'uv lock '],
  [/\bpoetry (?:install|sync)\b[^&;|]*/g, 'poetry lock '],
  [/\bgo mod download\b(?! all)/g, 'go mod download all'],
  [/\bbundle install\b[^&;|]*/g, 'bundle lock '],
  [/\b(cargo fetch\b[^&;|]*) --locked\b/g, '$1'],
];

/** The set-up command, as it makes lock files; undefined where it isn't known how. */
export function lockCommand(setup: string): string | undefined {
  const rule = LOCKING.find(([installs]) => setup.search(installs) >= 0);
  return rule && setup.replace(rule[0], rule[1]).trim();
}

/**
 * A task whose plan names a manifest has changed it: its lock file follows, by way of the registries that set-up may
 * reach. Gives what the agent is told; the worktree then holds the lock file, and is set up anew by the next step.
 */
export async function lockDependencies(
  { place, commit, tree: before }: Pick<RunTools, 'place' | 'commit' | 'tree'>,
  workspace: Workspace,
  tree: string,
  signal: AbortSignal,
): Promise<{ text: string; failed: boolean } | undefined> {
  const command = place.setup && lockCommand(place.setup);
  if (!command || tree === before) return undefined;
  const changes = installFiles((await diffTrees(workspace.repo, before, tree)).map((change) => change.path));
  const manifests = changes.filter((file) => file.kind === 'manifest' && isPlanned(file, place.planned?.task ?? []));
  const locked = (manifest: InstallFile) => changes.some(({ kind, of }) => kind === 'lock' && of === manifest.of);
  if (manifests.every(locked)) return undefined;
  const access = await accessOf(workspace.repo, place, { commit, tree });
  const { problem } = await install(workspace, { setup: command, place, tree, used: true }, access, signal);
  await writeStamp(workspace.worktree, { wanted: '', made: [] });
  if (problem) return { text: problem, failed: true };
  const names = listed(manifests.map((file) => file.path));
  return { text: `After your change of ${names}, \`${command}\` has brought the lock file up to date.`, failed: false };
}
