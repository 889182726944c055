import { fileAt, type Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import { CONFIG_FILE, parseConfig } from '../repository-config.js';
import type { Commands, Stated } from '../types.js';
import { lookAtManifests } from '../verify/manifests.js';

/** What a tree's piv.config.yaml states. Throws InvalidInput where that can't be read. */
export async function statedAt(repo: Repository, tree: string): Promise<Stated | undefined> {
  const text = await fileAt(repo, tree, CONFIG_FILE);
  return text === undefined ? undefined : parseConfig(text);
}

/** What the manifest files of a tree say of its commands, a list a stack. */
export async function manifestCommands(repo: Repository, tree: string): Promise<Commands[]> {
  const top = (await listTree(repo, tree)).map(({ path }) => path).filter((path) => !path.includes('/'));
  return lookAtManifests(top, (file) => fileAt(repo, tree, file));
}
