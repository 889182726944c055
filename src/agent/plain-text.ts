// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text without control characters and without marks that reorder what a reader sees; line ends become `\n`. */
export function plainText(text: string, instead = ''): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(CONTROL, instead);
}
