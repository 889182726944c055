import { firstOf } from './brackets.js';
import type { Body } from './stubs.js';

/** Functions of Python, on lines of their own, on one line, and without a name. */
export const pythonBodies = (code: string): Body[] => [...defs(code), ...lambdas(code)];

const DEF = /^[ \t]*(?:async[ \t]+)?def[ \t]+\w+\s*(?=[([])/gm;
const LAMBDA = /\blambda\b/g;

function defs(code: string): Body[] {
  return [...code.matchAll(DEF)].flatMap(({ 0: head, index }) => {
    const colon = firstOf(code, index + head.length, /:/);
    if (colon === undefined) return [];
    const indent = indentOf(head);
    const rest = /^[^\n]*/.exec(code.slice(colon + 1))?.[0] ?? '';
    const at = colon + 1 + indentOf(rest);
    if (rest.trim() !== '') return [{ from: index, at, put: 'return; ', end: at }];
    return block(code, colon + 1, indent).map((body) => ({ ...body, from: index }));
  });
}

/** Behind what a function says of itself, which is a text, and so no code. */
function block(code: string, from: number, indent: number): Omit<Body, 'from'>[] {
  const first = /^(?:[ \t]*\n)*([ \t]*)(?=\S)/.exec(code.slice(from));
  const inner = first?.[1] ?? '';
  if (!first || inner.length <= indent) return [];
  const at = from + first[0].length;
  const out = new RegExp(`\n[ \t]{0,${indent}}\\S`).exec(code.slice(at));
  return [{ at, put: `return\n${inner}`, end: out ? at + out.index : code.length }];
}

const indentOf = (line: string) => line.length - line.trimStart().length;

function lambdas(code: string): Body[] {
  return [...code.matchAll(LAMBDA)].flatMap(({ 0: head, index }) => {
    const colon = firstOf(code, index + head.length, /:/);
    if (colon === undefined) return [];
    const end = firstOf(code, colon + 1, /[\n,]/) ?? colon;
    return [{ from: index, at: colon + 1, put: ' None if True else ', end }];
  });
}
