/** The words of a text: letters and digits of any script. */
export function words(text) {
  return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}
