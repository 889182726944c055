import { readFileSync } from 'node:fs';
import os from 'node:os';
import { rootInstructions, folderInstructions, instructionsBelow } from '../agent/instructions.js';
import type { Ground } from '../agent/prompts/ground.js';
import type { Told } from '../agent/prompts/instructions.js';
import { completeTree } from '../git/partial.js';
import { commitsSince } from '../git/landed.js';
import type { Repository } from '../git/repository.js';
import { treeFiles } from '../git/tree-files.js';
import { shortList } from '../lists.js';
import { lookForPrograms, type Programs } from '../verify/programs-here.js';
import type { Place } from './dependencies.js';
import type { Workspace } from './workspace.js';

/** What a stage is told of where it is, beside what it is to do. */

/** What is the same for all of a feature's conversations; `own` holds in the folders that this one touches. */
export interface Instructions {
  instructions: Told[];
  below: string[];
  own: Told[];
}

/** As they are at the feature's base: no task has a say in what the next ones are told. */
export async function instructionsAt(repo: Repository, base: string, touched: string[] = []): Promise<Instructions> {
  await completeTree(repo, base);
  const files = await treeFiles(repo, base);
  const instructions = await rootInstructions(files);
  const own = await folderInstructions(files, touched, instructions);
  return { instructions, below: shortList(instructionsBelow(files)), own };
}

/** What was found, by feature and names: a stage isn't kept waiting for what an earlier one has seen. */
const seen = new Map<string, Programs>();
const MAX_SEEN = 100;

export async function programsFor(
  names: string[],
  place: Place,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Programs> {
  const key = JSON.stringify([place.repo, place.slug, place.setup, place.sandbox, names]);
  const known = seen.get(key) ?? (await lookForPrograms(names, workspace, signal));
  seen.set(key, known);
  const oldest = seen.keys().next().value;
  if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest);
  return known;
}

export async function groundOf(
  { place, base, commit }: { place: Place; base: string; commit: string },
  workspace: Workspace,
  programs: Programs,
): Promise<Ground> {
  return {
    system: `${systemName()}, ${os.arch()}`,
    date: new Date().toISOString().slice(0, 10),
    folder: workspace.dir,
    commit,
    sandbox: place.sandbox,
    network: place.network ?? false,
    setupNetwork: place.setupNetwork,
    tools: programs.there,
    absent: programs.absent,
    landed: await commitsSince(workspace.repo, base, commit),
  };
}

function systemName(): string {
  try {
    const said = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    if (said) return said;
  } catch {
    // There is none but on Linux.
  }
  return `${os.type()} ${os.release()}`;
}
