import { rootInstructions } from '../agent/instructions.js';
import { lastSubjects } from '../git/landed.js';
import type { Repository } from '../git/repository.js';
import { treeFiles } from '../git/tree-files.js';
import { shortText } from '../lists.js';
import { CONVENTIONAL } from '../types.js';

/** How a repository writes the subjects of its commits. */

const LOOKED_AT = 50;
/** Of fewer commits, no form can be told. */
const ENOUGH = 5;
const SHOWN = 10;
const BY_MACHINES = /^(?:Bump |Update dependency |Merge |Revert "|WIP\b|Release |v?\d+\.\d+)/;

/**
 * Its last subjects, newest first, where it has a form of its own: where its instructions speak of one, or most of its log
 * is not that of conventional commits. Undefined where these are right.
 */
export async function ownSubjects(repo: Repository, commit: string): Promise<string[] | undefined> {
  const instructions = await rootInstructions(await treeFiles(repo, commit));
  const said = instructions.map(({ text }) => text).join('\n');
  if (/conventional[ -]?commits?/i.test(said)) return undefined;
  const subjects = await lastSubjects(repo, commit, LOOKED_AT);
  const byPeople = subjects.filter((subject) => !BY_MACHINES.test(subject));
  const conventional = byPeople.filter((subject) => CONVENTIONAL.test(subject)).length;
  const hasOwn = byPeople.length >= ENOUGH && conventional < byPeople.length / 2;
  const isTold = /\bcommit (?:message|subject|title|summar)/i.test(said) && conventional <= byPeople.length / 2;
  return hasOwn || isTold ? byPeople.slice(0, SHOWN).map((subject) => shortText(subject, 100)) : undefined;
}
