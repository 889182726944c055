import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '#scripts/places.mjs';

/** What another build says otherwise: to the model first in each stage, and of a tool. */
const CHANGES: Record<string, [from: string, to: string]> = {
  'dist/src/agent/prompts/rules.js': [
    'You are one stage of PIV-Swarm',
    'You are a stage of another build of PIV-Swarm',
  ],
  'dist/src/agent/tools/read-file.js': ['Reads a text file', 'Shows a text file'],
};

/** Makes a copy of this build, in a new folder, whose prompts and tools differ. */
export async function makeOtherBuild(folder: string): Promise<string> {
  for (const name of ['package.json', 'scripts', 'src', 'dist']) {
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [name, [from, to]] of Object.entries(CHANGES)) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${name} says "${from}" no more: name another of its words here`);
    await writeFile(file, text.replace(from, to));
  }
  return folder;
}
