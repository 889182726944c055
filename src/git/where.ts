/**
 * Git is told where to work, each time. It neither looks for a repository from a folder upwards, where it could find
 * another one, nor asks any configuration where its files are.
 */

/** Git's folder of a repository, for its objects and refs: no command there sees a file of the user's. */
export interface GitFolder {
  gitDir: string;
}

/**
 * Files of ours, of which `gitDir` keeps the index. Of the repository, git sees the objects and nothing else there: in
 * place of its configuration, refs and `info/` stands a folder beside the files (see `stand-in.ts`). So no filter, merge
 * driver, attribute, ignored name or quirk of the user's file system that isn't in the tree has a say in what is read
 * and written, however it is included, and whenever it is added.
 */
export interface GitFiles extends GitFolder {
  dir: string;
  repo: GitFolder;
}

/** A plain folder: git looks for the repository that holds it. Only who has none yet asks there. */
export type Where = string | GitFolder | GitFiles;

export const standInOf = (dir: string) => `${dir}.git`;

export function placeOf(where: Where): { cwd: string; env: Record<string, string> } {
  if (typeof where === 'string') return { cwd: where, env: {} };
  const { gitDir } = where;
  // Its own folder as that of the files too: paths are never relative to where the user has theirs.
  if (!('dir' in where)) return { cwd: gitDir, env: { GIT_DIR: gitDir, GIT_WORK_TREE: gitDir } };
  const objects = `${where.repo.gitDir}/objects`;
  const files = { GIT_WORK_TREE: where.dir, GIT_COMMON_DIR: standInOf(where.dir), GIT_OBJECT_DIRECTORY: objects };
  return { cwd: where.dir, env: { GIT_DIR: gitDir, ...files } };
}
