import { cutText } from './cut-text.js';
import type { Ids } from './types.js';

/** Lists that grow with a repository: what of them a payload holds. */

const SHOWN = 50;
const LONGEST = 300;

/** Cut to what a line holds. */
export const shortText = (text: string, longest = LONGEST) =>
  text.length <= longest ? text : `${cutText(text, longest - 1)}…`;

/** The first ones, for people, and how many more there are. */
export function shortList(names: string[], shown = SHOWN, longest = LONGEST): string[] {
  const more = names.length - shown;
  const first = names.slice(0, shown).map((name) => shortText(name, longest));
  return more > 0 ? [...first, `… and ${more.toLocaleString('en')} more`] : first;
}

export const countOf = (ids: Ids): number => (Array.isArray(ids) ? ids.length : ids.count);

/** A list of names with one more, where it isn't among them. */
export const withName = (names: string[] = [], name: string) => (names.includes(name) ? names : [...names, name]);
