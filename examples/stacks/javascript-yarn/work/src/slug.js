/**
 * Gives a text the form of a path: lower case, its words joined by "-".
 * @param {string} text
 */
export function slug(text) {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-');
}
