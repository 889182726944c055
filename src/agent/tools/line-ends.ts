export interface Replacement {
  old: string;
  new: string;
}

/** The ways in which what the model wrote may stand in a file, by its line ends: the file's own way first. */
export function readings(text: string, wanted: Replacement): Replacement[] {
  const as = (end: string) => ({ old: withEnds(wanted.old, end), new: withEnds(wanted.new, end) });
  switch (endsOf(text)) {
    case 'crlf':
      return [as('\r\n')];
    case 'lf':
      return [as('\n')];
    case 'both':
      return [wanted, as('\r\n'), as('\n')];
  }
}

const MARK = '\ufeff';

/** A whole file that takes the place of this one: with its CRLF line ends, where it has no others, and its mark. */
export function inFormOf(old: string, content: string): string {
  const text = endsOf(old) === 'crlf' ? withEnds(content, '\r\n') : content;
  return old.startsWith(MARK) && !text.startsWith(MARK) ? MARK + text : text;
}

/** A text without a line end is one of `lf`. */
function endsOf(text: string): 'crlf' | 'lf' | 'both' {
  const crlf = text.split('\r\n').length - 1;
  if (crlf === 0) return 'lf';
  return crlf === text.split('\n').length - 1 ? 'crlf' : 'both';
}

const withEnds = (text: string, end: string) => text.replaceAll(/\r?\n/g, end);
