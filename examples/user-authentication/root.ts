import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this example's plain files, also when this module runs compiled, from `dist`. */
export const EXAMPLE = join(packageRoot(), 'examples', 'user-authentication');

/** The repository that the example works on: plain files, to be copied to a folder and committed there. */
export const REPOSITORY = join(EXAMPLE, 'repository');

/** The folder of PIV-Swarm itself. */
export function packageRoot(folder = dirname(fileURLToPath(import.meta.url))): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'piv-swarm') return folder;
  if (dirname(folder) === folder) throw new Error('The example was moved out of the piv-swarm package.');
  return packageRoot(dirname(folder));
}
