import { goBodies } from './go-bodies.js';
import { codeOf, type Language } from './language.js';
import { pythonBodies } from './python-bodies.js';
import { scriptBodies } from './script-bodies.js';

/** A function of a source, by places in its text. */
export interface Body {
  from: number;
  /** Where the return goes, and how it reads there. */
  at: number;
  put: string;
  end: number;
}

const BODIES: Record<Language, (code: string, text: string) => Body[]> = {
  js: (code, text) => scriptBodies(code, text, 'js'),
  ts: (code, text) => scriptBodies(code, text, 'ts'),
  py: pythonBodies,
  go: goBodies,
};

/**
 * A stub of a source: each function returns at once, and nothing else is changed, so that it still loads. Undefined
 * where it has no function whose body begins in one of `lines` (numbers from 1) or goes on into it.
 */
export function stubOf(text: string, language: Language, lines: Set<number>): string | undefined {
  const bodies = BODIES[language](codeOf(text, language), text);
  const own = bodies.filter(({ from, end }) => anyBetween(lines, lineAt(text, from), lineAt(text, end)));
  if (own.length === 0) return undefined;
  // What stands in a function that returns at once is never run.
  const outer = own.filter((body) => !own.some((other) => other.at < body.at && body.at < other.end));
  return outer
    .toSorted((a, b) => b.at - a.at)
    .reduce((stub, { at, put }) => stub.slice(0, at) + put + stub.slice(at), text);
}

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length;
const anyBetween = (lines: Set<number>, from: number, to: number) =>
  [...lines].some((line) => line >= from && line <= to);
