import { fileAt, type Repository } from './repository.js';
import { listTree, SUBMODULE } from './trees.js';

const LISTED = 3;

/** What a person should know of a tree that works a little differently in our worktrees; a sentence each. */
export async function peculiaritiesOf(repo: Repository, tree: string): Promise<string[]> {
  const entries = await listTree(repo, tree);
  const submodules = entries.filter(({ mode }) => mode === SUBMODULE).map(({ path }) => path);
  const filters = new Set<string>();
  for (const { path } of entries.filter((entry) => /(?:^|\/)\.gitattributes$/.test(entry.path))) {
    const text = (await fileAt(repo, tree, path)) ?? '';
    for (const [, name] of text.matchAll(/^[^#\n].*\sfilter=(\S+)/gm)) filters.add(name!);
  }
  return [
    ...(repo.promisor ? ['this is a partial clone: of older commits, commands see no more than is here already'] : []),
    ...(submodules.length > 0 ? [`submodules are empty folders in our worktrees: ${some(submodules)}`] : []),
    ...[...filters].map(
      (name) =>
        `files with the filter "${name}" stay as git has them${name === 'lfs' ? ', pointers to what Git LFS keeps' : ''}: no filter is run, nor on what a task writes`,
    ),
  ];
}

const some = (names: string[]) =>
  names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');
