import { codeOf, type Language } from './language.js';

/**
 * A stub of a source: each function returns at once, and nothing else is changed, so that it still loads. Undefined
 * where it has no function whose body begins in one of `lines` (numbers from 1) or goes on into it.
 */
export function stubOf(text: string, language: Language, lines: Set<number>): string | undefined {
  const code = codeOf(text, language);
  const places = language === 'py' ? pythonBodies(code) : bracedBodies(code, language);
  if (language === 'js' || language === 'ts') places.push(...arrowBodies(code));
  const own = places.filter(({ from, to }) => anyBetween(lines, from, to));
  if (own.length === 0) return undefined;
  const insert = own.toSorted((a, b) => b.at - a.at);
  return insert.reduce((stub, { at, put }) => stub.slice(0, at) + put + stub.slice(at), text);
}

interface Body {
  /** Where the return goes, and how it reads there. */
  at: number;
  put: string;
  /** Lines of the function. */
  from: number;
  to: number;
}

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length;
const anyBetween = (lines: Set<number>, from: number, to: number) =>
  [...lines].some((line) => line >= from && line <= to);

const RETURN = { js: ' return undefined;', ts: ' return undefined as never;' };
/** Before the "(" of what is no function, or of a constructor: one that returns before `super` makes nothing. */
const NO_FUNCTION = /\b(?:if|for|while|switch|catch|with|select|constructor)\s*$/;

/** An arrow whose body is an expression. In a type it makes a text that doesn't load, which says nothing. */
const ARROW = /=>(?=\s*[^\s{])/g;

const arrowBodies = (code: string): Body[] =>
  [...code.matchAll(ARROW)].map(({ index }) => {
    const line = lineAt(code, index);
    return { at: index + 2, put: ' undefined &&', from: line, to: line };
  });

/** Bodies in braces: behind `)` with a type or `=>` in between (JavaScript), or of `func` (Go). */
function bracedBodies(code: string, language: 'js' | 'ts' | 'go'): Body[] {
  return [...code.matchAll(/\{/g)].flatMap(({ index }) => {
    const close = closingOf(code, index);
    if (close === undefined || !opensFunction(code, index, language)) return [];
    const put = language === 'go' ? goReturn(code, index) : RETURN[language];
    return [{ at: index + 1, put, from: lineAt(code, index), to: lineAt(code, close) }];
  });
}

/** Zero values of what a function of Go gives; the condition keeps what follows reachable for the compiler. */
function goReturn(code: string, brace: number): string {
  const before = code.slice(0, brace).trimEnd();
  const head = before.slice(before.lastIndexOf('func') + 'func'.length);
  if (/\bfunc\b|\bchan\b|\bstruct\b|\binterface\b/.test(head)) return ' if true { panic("stub") };';
  const types = goResults(head);
  const named = head.endsWith(')') && types.some((type) => /^\w+\s+\S/.test(type));
  const values = named ? '' : types.map((type) => ` *new(${type})`).join(',');
  return ` if true { return${values} };`;
}

/** What stands behind the parameters: nothing, a type, or a list in parentheses. */
function goResults(head: string): string[] {
  const list = /\)\s*\(([^()]*)\)$/.exec(head)?.[1];
  const results = list ?? head.slice(head.lastIndexOf(')') + 1);
  return results.trim() === '' ? [] : results.split(',').map((type) => type.trim());
}

function opensFunction(code: string, brace: number, language: 'js' | 'ts' | 'go'): boolean {
  const before = code.slice(Math.max(0, brace - 500), brace).trimEnd();
  if (language === 'go') return /\bfunc\b[^{}\n]*$/.test(before);
  if (before.endsWith('=>')) return true;
  const signature = language === 'ts' ? before.replace(/\)\s*:[^(){};=]*$/, ')') : before;
  if (!signature.endsWith(')')) return false;
  const open = openingOf(signature, signature.length - 1);
  return open !== undefined && !NO_FUNCTION.test(signature.slice(0, open));
}

function closingOf(code: string, open: number): number | undefined {
  for (let [at, depth] = [open, 0]; at < code.length; at += 1) {
    if (code[at] === '{') depth += 1;
    else if (code[at] === '}' && (depth -= 1) === 0) return at;
  }
  return undefined;
}

function openingOf(code: string, close: number): number | undefined {
  for (let [at, depth] = [close, 0]; at >= 0; at -= 1) {
    if (code[at] === ')') depth += 1;
    else if (code[at] === '(' && (depth -= 1) === 0) return at;
  }
  return undefined;
}

/** `def`, its parameters over as many lines as they take, and the indentation of the line behind. */
const DEF =
  /^(?<indent>[ \t]*)(?:async )?def \w+\s*(?:\[[^\]]*\])?\([^]*?\)\s*(?:->[^\n]+)?:[ \t]*\n(?:[ \t]*\n)*(?<body>[ \t]+)/gm;

function pythonBodies(code: string): Body[] {
  return [...code.matchAll(DEF)].flatMap(({ 0: head, index, groups }) => {
    const { indent = '', body = '' } = groups ?? {};
    if (body.length <= indent.length) return [];
    const at = index + head.length;
    const from = lineAt(code, index);
    const rest = code.slice(at).split('\n');
    const end = rest.findIndex((line, n) => n > 0 && line.trim() !== '' && indentOf(line) <= indent.length);
    return [{ at, put: `return None\n${body}`, from, to: lineAt(code, at) + (end < 0 ? rest.length : end) - 1 }];
  });
}

const indentOf = (line: string) => line.length - line.trimStart().length;
