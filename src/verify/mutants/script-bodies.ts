import { closingOf, firstOf, openingOf } from './brackets.js';
import { isType } from './script-types.js';
import type { Body } from './stubs.js';

type Script = 'js' | 'ts';

/** Functions of JavaScript and TypeScript. In types, which have arrows and parentheses too, there are none. */
export const scriptBodies = (code: string, text: string, language: Script): Body[] => [
  ...braced(code, text, language),
  ...expressions(code, language),
];

const NOTHING: Record<Script, string> = { js: 'undefined', ts: 'undefined as never' };
/** A type checker knows what follows as it did when it can be reached. */
const ALWAYS: Record<Script, string> = { js: 'true', ts: 'true as boolean' };

/** Arrows whose body is an expression. */
function expressions(code: string, language: Script): Body[] {
  return [...code.matchAll(/=>(?=\s*[^\s{])/g)].flatMap(({ index }) => {
    if (language === 'ts' && isType(code, index)) return [];
    const at = index + 2;
    const end = firstOf(code, at, /[,;]/) ?? at;
    return [{ from: index, at, put: ` (${ALWAYS[language]}) ? ${NOTHING[language]} :`, end }];
  });
}

function braced(code: string, text: string, language: Script): Body[] {
  return [...code.matchAll(/\{/g)].flatMap(({ index }) => {
    const end = closingOf(code, index);
    const head = end === undefined ? undefined : headOf(code, text, index, language);
    if (head === undefined) return [];
    // A setter gives nothing.
    const value = /\bset\s+[^\s(]+\s*$/.test(head.before) ? '' : ` ${NOTHING[language]}`;
    return [{ from: head.from, at: index + 1, put: ` if (${ALWAYS[language]}) return${value};`, end: end! }];
  });
}

interface Head {
  /** What stands before the parameters. */
  before: string;
  from: number;
}

/** Before the "(" of what is no function, or of a constructor: one that returns before `super` makes nothing. */
const NO_FUNCTION =
  /\b(?:if|for|while|switch|catch|with|await|constructor)\s*$|\bclass\b[^{}();]*\bextends\b[^{}();]*$/;

/** The head of the function whose body this brace opens, if it does. */
function headOf(code: string, text: string, brace: number, language: Script): Head | undefined {
  const end = code.slice(0, brace).trimEnd().length;
  if (code.slice(0, end).endsWith('=>')) {
    return language === 'ts' && isType(code, end - 2) ? undefined : { before: '', from: end };
  }
  const close = code[end - 1] === ')' ? end - 1 : language === 'ts' ? beforeResult(code, text, brace) : undefined;
  const open = close === undefined ? undefined : openingOf(code, close);
  if (open === undefined) return undefined;
  const before = code.slice(Math.max(0, open - 300), open);
  return NO_FUNCTION.test(before) ? undefined : { before, from: open };
}

const WHOLE_TYPE = /(?:[\w$\])}'"`]|[^=]>)$/;
const NO_TYPE =
  /\b(?:return|throw|yield|await|try|do|else|const|let|var|if|for|while|switch|function|class|interface|enum|namespace|module|export|declare|default|case)\b|\b(?:is|keyof)\s*$/;

/** The ")" of the parameters, where a result's type stands between it and this brace. Texts are types, too. */
function beforeResult(code: string, text: string, brace: number): number | undefined {
  const end = text.slice(0, brace).trimEnd().length;
  if (!WHOLE_TYPE.test(text.slice(Math.max(0, end - 2), end))) return undefined;
  for (let [at, angles] = [end - 1, 0]; at >= 0; at -= 1) {
    const char = code[at]!;
    if (')]}'.includes(char)) at = openingOf(code, at) ?? 0;
    else if (char === '>' && code[at - 1] !== '=') angles += 1;
    else if (char === '<') angles -= 1;
    else if (char === ':') {
      const close = code.slice(0, at).trimEnd().length - 1;
      return code[close] === ')' && !NO_TYPE.test(code.slice(at + 1, end)) ? close : undefined;
    } else if ('([{;'.includes(char) || (char === ',' && angles === 0) || (char === '=' && code[at + 1] !== '>')) {
      return undefined;
    }
  }
  return undefined;
}
