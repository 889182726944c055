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

const MARK = '\ufeff';

/** A whole file that takes the place of this one: with its CRLF line ends, where it has no others, and its mark. */
export function inFormOf(old: string, content: string): string {
  const ends = old.split('\n').length - 1;
  const crlf = ends > 0 && old.split('\r\n').length - 1 === ends;
  const text = crlf ? content.replaceAll(/\r?\n/g, '\r\n') : content;
  return old.startsWith(MARK) && !text.startsWith(MARK) ? MARK + text : text;
}

function withLineEnds(wanted: Replacement, end: string): Replacement {
  const translate = (text: string) => text.replaceAll(/\r?\n/g, end);
  return { old: translate(wanted.old), new: translate(wanted.new) };
}
