import { openingOf } from './brackets.js';

/**
 * Whether the arrow at `arrow` stands in a type of TypeScript. Told from what stands before it, without a parser: where
 * that is wrong the stub doesn't load, which says nothing about the tests.
 */
export function isType(code: string, arrow: number): boolean {
  const end = endBefore(code, arrow);
  if (code[end - 1] !== ')') return false;
  const open = openingOf(code, end - 1);
  return open !== undefined && isTypeAt(code, open);
}

const endBefore = (code: string, index: number) => code.slice(0, index).trimEnd().length;
/** Enough for what is looked for. */
const NEAR = 400;

const TYPE_WORDS = /\b(?:new|as|satisfies|extends|keyof|is|readonly|infer|implements)$/;
const ALIAS = /\btype\s+[\w$]+\s*(?:<[^;{}]*>)?\s*=$/;
const IN_GENERICS = /[\w$]<[^<>(){};=]*,$/;
/** A bracket behind a value. */
const CALLED = /(?:(?<!\b(?:new|as|satisfies|extends|keyof|is|readonly|infer))(?<=[\w$])|[)\]]|[^=]>)\s*[([]$/;
const DECLARED =
  /\b(?:const|let|var|public|private|protected|readonly|static|declare|override|abstract)\s+[\w$#]+[!?]?$/;

/** Whether a type is expected where this bracket opens. */
function isTypeAt(code: string, open: number): boolean {
  const end = endBefore(code, withoutGenerics(code, endBefore(code, open)));
  const before = code.slice(Math.max(0, end - NEAR), end);
  if (before.endsWith('=>')) return isType(code, end - 2);
  switch (before.slice(-1)) {
    case '=':
      return ALIAS.test(before);
    case ':':
      return isAnnotation(code, end - 1);
    case '|':
    case '&':
      return before.at(-2) !== before.at(-1);
    case '<':
      return true;
    case ',':
      return IN_GENERICS.test(before) || inTuple(code, end - 1);
    case '(':
    case '[':
      return !CALLED.test(before) && isTypeAt(code, end - 1);
    default:
      return TYPE_WORDS.test(before);
  }
}

function inTuple(code: string, comma: number): boolean {
  const { open } = around(code, comma);
  return open !== undefined && code[open] === '[' && isTypeAt(code, open);
}

/** Where the list of type parameters begins that ends here, if one does. */
function withoutGenerics(code: string, end: number): number {
  if (code[end - 1] !== '>' || code[end - 2] === '=') return end;
  for (let [at, depth] = [end - 1, 0]; at >= 0; at -= 1) {
    if (code[at] === '>' && code[at - 1] !== '=') depth += 1;
    else if (code[at] === '<' && (depth -= 1) === 0) return at;
  }
  return end;
}

/** Whether what follows this colon is the type of something: no property, no branch of a condition. */
function isAnnotation(code: string, colon: number): boolean {
  const end = endBefore(code, colon);
  const before = code.slice(Math.max(0, end - NEAR), end);
  if (before.endsWith('?') || DECLARED.test(before)) return true;
  const { open, condition } = around(code, colon);
  if (condition || open === undefined) return !condition;
  return code[open] === '{' ? before.endsWith(')') || hasTypes(code, open) : true;
}

/** The bracket that is open there, and whether the "?" of a condition stands before, with no comma between. */
function around(code: string, index: number): { open?: number; condition: boolean } {
  let condition: boolean | undefined;
  for (let [at, depth] = [index - 1, 0]; at >= 0; at -= 1) {
    const char = code[at]!;
    if (')]}'.includes(char)) depth += 1;
    else if ('([{'.includes(char) && (depth -= 1) < 0) return { open: at, condition: condition ?? false };
    else if (depth > 0) continue;
    else if (char === ';' || char === ',') condition ??= false;
    else if (char === '?' && !/[?.:]/.test(code[at + 1] ?? '') && code[at - 1] !== '?') condition ??= true;
  }
  return { condition: condition ?? false };
}

/** Whether the members of these braces have types: those of an interface, a class, a type. */
function hasTypes(code: string, brace: number): boolean {
  const end = endBefore(code, brace);
  const before = code.slice(Math.max(0, end - NEAR), end);
  return /\b(?:interface|class)\s[^{};]*$/.test(before) || isTypeAt(code, brace);
}
