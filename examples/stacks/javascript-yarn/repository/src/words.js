/**
 * Splits a text at its spaces.
 * @param {string} text
 */
export function words(text) {
  return text.split(/\s+/).filter(Boolean);
}
