import { COMMAND_NAMES, type Commands } from '../../types.js';
import { firstWords } from '../programs-here.js';

/** Suggestions that can be run here, and of the others why they can't, a sentence each. */
export function onlyHere(lists: Commands[], absent: string[]): { manifests: Commands[]; leftOut: string[] } {
  const leftOut: string[] = [];
  const manifests = lists.map((commands): Commands => {
    const here = COMMAND_NAMES.flatMap((name) => {
      const found = commands[name];
      const missing = found && firstWords(found.command).find((word) => absent.includes(word));
      if (missing) leftOut.push(`${name}: \`${found.command}\` (${found.source}) needs ${missing}`);
      return found && !missing ? [[name, found] as const] : [];
    });
    return Object.fromEntries(here);
  });
  return { manifests: manifests.filter((commands) => Object.keys(commands).length > 0), leftOut };
}
