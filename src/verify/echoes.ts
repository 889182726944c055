/**
 * Constants of a task's tests that its code compares with, as an input, and gives, as a result: code that knows the tests
 * instead of the rule looks like that. So may an honest table, so this is for a person and refuses nothing. What can be
 * an ordinary case of its own (words, a path, an option, a small number) is left out.
 */

const LITERAL = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\x60[^\x60$\n]*\x60|\b\d[\d_]*(?:\.\d+)?\b`;
const LITERALS = new RegExp(LITERAL, 'g');
/** What stands beside `==`, behind `case`, or as a key. */
const COMPARED = new RegExp(
  String.raw`(?:[=!]==?\s*|\bcase\s+(?:(?:${LITERAL})\s*,\s*)*)(?:${LITERAL})|(?:${LITERAL})(?=\s*(?:[=!]==?|:)\s)`,
  'g',
);
/** A list that something is looked for in. */
const LISTS = /\[[^[\]]*\](?=\s*\.(?:includes|indexOf)\()|\bin\s*[[({][^\])}]*/g;
/** A result stands this near behind its input, in characters. */
const NEAR = 160;

const bare = (literal: string) => (/^\d/.test(literal) ? literal.replaceAll('_', '') : literal.slice(1, -1).trim());
const literalsIn = (text: string) => (text.match(LITERALS) ?? []).map(bare);

/** Neither words or a name, nor a path, an option, a media type, a status or a size. */
function isOwn(value: string): boolean {
  if (/^\d[\d.]*$/.test(value))
    return value.replace('.', '').length > 3 && Number(value) % 256 !== 0 && !/^10+$/.test(value);
  const ordinary = /^[a-z][\w-]*(?: [\w-]+)*$|^[a-z-]+\/[\w.+-]+$/i.test(value);
  return value.length >= 4 && /^\w/.test(value) && !ordinary && /[\s@]|\d.*\d/.test(value);
}

const COMMENTS = /^[ \t]*(?:\/\/|\*|#).*/gm;

/** The constants of `tests` that are in these lines (numbers from 1) as inputs and results; none where it is but one. */
export function echoesOf(text: string, lines: Set<number>, tests: string[]): string[] {
  const known = new Set(tests.flatMap(literalsIn).filter(isOwn));
  const own = (part: string) => literalsIn(part).filter((value) => known.has(value));
  const code = text.replaceAll(COMMENTS, (comment) => ' '.repeat(comment.length));
  const found = [...code.matchAll(COMPARED), ...code.matchAll(LISTS)].flatMap(({ 0: part, index }) => {
    const inputs = lines.has(code.slice(0, index).split('\n').length) ? own(part) : [];
    return inputs.length > 0 ? [...inputs, ...own(code.slice(index, index + NEAR))] : [];
  });
  const echoes = [...new Set(found)];
  return echoes.length > 1 ? echoes : [];
}
