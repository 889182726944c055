import { codeOf, type Language } from './language.js';

/** A source with one small mistake. */
export interface Mutant {
  line: number;
  /** As in `a < b → a <= b`. */
  what: string;
  text: string;
}

type Operator = [pattern: RegExp, replacement: string];

const EVERYWHERE: Operator[] = [
  [/(?<=[\w)\]] )<=(?= )/g, '<'],
  [/(?<=[\w)\]] )<(?= [\w(-])/g, '<='],
  [/(?<=[\w)\]] )>=(?= )/g, '>'],
  [/(?<=[\w)\]] )>(?= [\w(-])/g, '>='],
  [/(?<=[\w)\]] )\+(?= [\w(])/g, '-'],
  [/(?<=[\w)\]] )-(?= [\w(])/g, '+'],
  [/(?<=[\w)\]] )\*(?= [\w(])/g, '+'],
];
const BRACED: Operator[] = [
  [/(?<= )===?(?= )/g, '!='],
  [/(?<= )!==?(?= )/g, '=='],
  [/(?<= )&&(?= )/g, '||'],
  [/(?<= )\|\|(?= )/g, '&&'],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
];
const PYTHON: Operator[] = [
  [/(?<= )==(?= )/g, '!='],
  [/(?<= )!=(?= )/g, '=='],
  [/(?<= )and(?= )/g, 'or'],
  [/(?<= )or(?= )/g, 'and'],
  [/(?<= )not in(?= )/g, 'in'],
  [/\bif not (?=\w)/g, 'if '],
  [/\bTrue\b/g, 'False'],
  [/\bFalse\b/g, 'True'],
];

/** All mutants of these lines (numbers from 1), in the order of the text. */
export function mutantsOf(text: string, language: Language, lines: Set<number>): Mutant[] {
  const code = codeOf(text, language);
  const found = [...EVERYWHERE, ...(language === 'py' ? PYTHON : BRACED)].flatMap(([pattern, replacement]) =>
    [...code.matchAll(pattern)].map(({ 0: old, index }) => ({ old, index, replacement })),
  );
  return found
    .toSorted((a, b) => a.index - b.index)
    .map(({ old, index, replacement }) => ({
      line: text.slice(0, index).split('\n').length,
      what: `${old.trim()} → ${replacement.trim()}`,
      text: text.slice(0, index) + replacement + text.slice(index + old.length),
    }))
    .filter(({ line }) => lines.has(line));
}

/** A sample of `count`, the same for the same seed: spread over them all. */
export function sampleOf<T>(all: T[], count: number, seed: string): T[] {
  if (all.length <= count) return all;
  const step = all.length / count;
  const shift = Number.parseInt(seed.slice(0, 8), 16) % all.length || 0;
  return Array.from({ length: count }, (_, n) => all[(shift + Math.floor(n * step)) % all.length]!);
}
