import { rm } from 'node:fs/promises';
import { measureOn } from '../../../src/activities/measure-baseline.js';
import { manifestCommands } from '../../../src/activities/stated-at.js';
import { asStep } from '../../../src/git/lease.js';
import { deleteRef } from '../../../src/git/refs.js';
import { failingRef } from '../../../src/git/names.js';
import { openRepository, resolveBase, treeOf } from '../../../src/git/repository.js';
import { removeWorktree, worktreeDir } from '../../../src/git/worktree.js';
import { COMMAND_NAMES, type Baseline, type Commands } from '../../../src/types.js';
import { configuration } from '../places.js';

interface Tried {
  root: string;
  commands: Commands;
  baseline: Baseline;
}

/** What the manifest files of the root say, tried on HEAD. Leaves nothing behind. */
export async function tryCommands(dir: string, sandbox: 'on' | 'off'): Promise<Tried> {
  const config = configuration();
  const repo = await openRepository(dir);
  const commit = await resolveBase(repo);
  const tree = await treeOf(repo, commit);
  const lists = (await manifestCommands(repo, tree)).map(ofRoot);
  const commands = Object.fromEntries(
    COMMAND_NAMES.flatMap((name) => {
      const found = lists.map((list) => list[name]).find((command) => command !== undefined);
      return found ? [[name, found]] : [];
    }),
  ) as Commands;
  const slug = `init-${process.pid}`;
  const setup = commands.setup ? { setup: commands.setup.command } : {};
  const place = { repo: repo.root, slug, sandbox, setupNetwork: true, base: commit, ...setup };
  const worktree = worktreeDir(config.home, repo, `${slug}.check`);
  try {
    const measured = asStep((signal) => measureOn({ config }, { place, commit, tree, commands, later: true }, signal));
    return { root: repo.root, commands, baseline: await measured };
  } finally {
    await removeWorktree(repo, worktree);
    await rm(`${worktree}.cache`, { recursive: true, force: true });
    await deleteRef(repo, failingRef(slug));
  }
}

/** Packages have their own, which a feature finds by itself. */
const ofRoot = (commands: Commands): Commands =>
  Object.fromEntries(Object.entries(commands).filter(([, found]) => found && !found.source.includes('/')));
