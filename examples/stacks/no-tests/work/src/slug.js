import { words } from './words.js';

/** Gives a text the form of a path: lower case, its words joined by "-". */
export function slug(text) {
  return words(text.toLowerCase()).join('-');
}
