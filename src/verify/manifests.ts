import type { Commands } from '../types.js';
import { PROJECT_FILES } from './manifests/integration.js';
import { mavenStack, rustStack } from './manifests/built.js';
import { goStack } from './manifests/go.js';
import { nodeStack } from './manifests/node.js';
import { PYTHON_FILES, pythonStack } from './manifests/python.js';
import type { Found } from './manifests/found.js';

/** What a repository's manifest files say of its commands: candidates for prime, which knows the repository better. */

/** Text of a file at the repository's top, or undefined. */
export type ReadTop = (file: string) => Promise<string | undefined>;

const NODE_FILES = ['package.json', 'yarn.lock'];
const OTHER_FILES = ['go.mod', 'Cargo.toml', 'pom.xml'];

/** One list a stack, as more than one may be there. The names are those at the top of the repository. */
export async function lookAtManifests(names: string[], read: ReadTop): Promise<Commands[]> {
  const known = [...NODE_FILES, ...PYTHON_FILES, ...OTHER_FILES];
  const wanted = names.filter((name) => known.includes(name) || PROJECT_FILES.test(name));
  const texts = new Map<string, string>();
  for (const name of wanted) texts.set(name, (await read(name)) ?? '');
  return [nodeStack, pythonStack, goStack, rustStack, mavenStack].flatMap((stack) => {
    const found = stack({ names, texts });
    return found ? [toCommands(found)] : [];
  });
}

const toCommands = (found: Found[]): Commands =>
  Object.fromEntries(found.map(([name, command, source]) => [name, { command, source }]));
