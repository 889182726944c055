export interface Replacement {
  old: string;
  new: string;
}

/** The ways in which what the model wrote may stand in a file, by its line ends: the file's own way first. */
export function readings(text: string, wanted: Replacement): Replacement[] {
  const crlf = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  if (all > 0 && crlf === all) return [withLineEnds(wanted, '\r\n')];
  if (crlf === 0) return [withLineEnds(wanted, '\n')];
  return [wanted, withLineEnds(wanted, '\r\n'), withLineEnds(wanted, '\n')];
}

function withLineEnds(wanted: Replacement, end: string): Replacement {
  const translate = (text: string) => text.replaceAll(/\r?\n/g, end);
  return { old: translate(wanted.old), new: translate(wanted.new) };
}
