import path from 'node:path';
import { userHome } from '../home.js';
import { searchPath } from './environment.js';
import { homeOf, homes } from './home.js';
import { hiddenFolders, isSecret } from './masks.js';
import { contains, real } from './paths.js';
import { programPlaces } from './programs.js';
import { toolchainVariables } from './toolchains.js';

/**
 * Who may have a hidden place shown: the person whose it is, by PIV_READABLE of the worker. A repository's
 * `readable:` only says what it needs. It may be a stranger's, cloned a minute ago, and an agent writes to it: what it
 * says opens nothing, but what it lacks is told before anything is paid.
 */

/** `~/` is the home. */
export const inHome = (place: string) =>
  place.startsWith('~/') ? path.join(homeOf() ?? userHome() ?? '/', place.slice(2)) : place;

/** Why a place can't be shown, to go behind its name. */
export function readableProblem(place: string): string | undefined {
  if (!path.isAbsolute(place)) return 'is no absolute path, nor one that begins with "~/"';
  if (['/', ...homes()].some((whole) => contains(real(place), whole))) {
    return 'holds the whole home: name what is needed of it';
  }
  return isSecret(real(place)) || isSecret(place) ? 'is a place of secrets, which no command may read' : undefined;
}

/** Of the places that a repository needs those that are hidden, no toolchain's, and not named by a person. */
export function notReadable(needed: string[], allowed: string[]): string[] {
  const hidden = hiddenFolders([]);
  const installed = [...Object.values(toolchainVariables()), ...programPlaces(searchPath([]), hidden)];
  const shown = [...allowed, ...installed].map(real);
  return needed.filter((place) => {
    const at = real(inHome(place));
    return hidden.some((folder) => contains(folder, at)) && !shown.some((folder) => contains(folder, at));
  });
}
