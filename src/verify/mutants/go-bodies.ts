import { closingOf } from './brackets.js';
import type { Body } from './stubs.js';

/** Functions of Go; the condition keeps what follows reachable for the compiler. */
export function goBodies(code: string): Body[] {
  const bodies = new Map<number, Body>();
  // Behind a bracket it is the type of a list's or a map's elements.
  for (const { index } of code.matchAll(/(?<!\]\s*)\bfunc\b/g)) {
    const signature = signatureAt(code, index + 'func'.length);
    const end = signature && closingOf(code, signature.brace);
    if (!signature || end === undefined) continue;
    const put = ` if true { return${zeroValues(signature.results)} };`;
    const at = signature.brace + 1;
    // A function that gives a function has the same brace as its result.
    if (!bodies.has(at)) bodies.set(at, { from: index, at, put, end });
  }
  return [...bodies.values()];
}

/** Where the body begins behind a receiver, a name, parameters and results; undefined where it is a type. */
function signatureAt(code: string, from: number): { results: string; brace: number } | undefined {
  const head = /^\s*(?:\w+\s*)?(?=[[(])/.exec(code.slice(from));
  let end = head ? from + head[0].length : undefined;
  if (end !== undefined && code[end] === '[') end = nextOpen(code, closingOf(code, end));
  const close = end === undefined ? undefined : closingOf(code, end);
  if (close === undefined) return undefined;
  const method = /^[ \t]*(?!func\b)\w+[ \t]*(?=\()/.exec(code.slice(close + 1));
  const last = method ? closingOf(code, close + 1 + method[0].length) : close;
  const brace = last === undefined ? undefined : braceOf(code, last + 1);
  return brace === undefined ? undefined : { results: code.slice(last! + 1, brace).trim(), brace };
}

function nextOpen(code: string, close: number | undefined): number | undefined {
  return close !== undefined && code[close + 1] === '(' ? close + 1 : undefined;
}

/** The brace of the body, behind types that may have brackets of their own. */
function braceOf(code: string, from: number): number | undefined {
  for (let at = from; at < code.length; at += 1) {
    const char = code[at]!;
    if (char === '{' && !/\b(?:interface|struct)\s*$/.test(code.slice(Math.max(0, at - 20), at))) return at;
    if ('([{'.includes(char)) at = closingOf(code, at) ?? code.length;
    else if (',;=:)]}\n'.includes(char)) return undefined;
  }
  return undefined;
}

/** Named results have them already; `new` may be a parameter's name. */
function zeroValues(results: string): string {
  const list = results.startsWith('(') && closingOf(results, 0) === results.length - 1;
  const types = list ? partsOf(results.slice(1, -1)) : [results].filter(Boolean);
  if (types.length === 0 || (list && types.some(hasName))) return '';
  return ` func() (${types.map((type) => `_ ${type}`).join(', ')}) { return }()`;
}

const hasName = (result: string) => /^\w+\s+\S/.test(result) && !/^(?:chan|func|interface|struct)\b/.test(result);

/** What commas divide that stand in no bracket. */
function partsOf(list: string): string[] {
  const parts = [''];
  for (let at = 0; at < list.length; at += 1) {
    const close = '([{'.includes(list[at]!) ? closingOf(list, at) : undefined;
    if (list[at] === ',') parts.push('');
    else parts[parts.length - 1] += list.slice(at, (close ?? at) + 1);
    at = close ?? at;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}
