import type { TestError } from '../../types.js';
import type { Compiler } from '../compilers.js';
import { moduleStem } from '../files.js';
import { shorten } from '../reports/report.js';

/** What a compiler says, in one line, where it says so, and the parts of the repository that it is about. */
export interface Said {
  file: string;
  line: number;
  words: string;
  /** Paths of sources or folders without ends, from the root or from where packages begin: any of them may be meant. */
  places: string[];
}

const MOST = 20;

/** The errors of each file as one. What is about nothing known comes first: it is never cut off. */
export function buildErrors(all: Said[]): { file: string; error: TestError }[] {
  const files = [...new Set(all.map(({ file }) => file))];
  return files.map((file) => {
    const own = all.filter((said) => said.file === file);
    const first = own.toSorted((a, b) => Math.min(a.places.length, 1) - Math.min(b.places.length, 1)).slice(0, MOST);
    const message = [...new Set(first.map(lineOf))].join('\n');
    const frames = first.map(({ line }) => `    at ${file}:${line}`);
    return { file, error: { name: 'BuildError', message: shorten(message), stack: shorten(frames.join('\n')) } };
  });
}

const lineOf = ({ words, places }: Said) => (places.length > 0 ? `${words} (of ${places.join(' or ')})` : words);

/** Whose complaints `buildErrors` has put in one form. */
export const otherBuilds: Compiler = {
  knows: ({ name }, file) => name === 'BuildError' && !file.endsWith('.go'),
  strange: (error, file, { plannedFiles }) => strangeInBuild(error, file, plannedFiles),
};

/** The first of the lines of `buildErrors` that isn't about what the task is to make. */
export function strangeInBuild({ message }: TestError, file: string, plannedFiles: string[]): string | undefined {
  const planned = plannedFiles.filter((one) => one !== file).map((one) => `/${moduleStem(one)}/`);
  return message.split('\n').find((line) => {
    const places = / \(of ([^()]+)\)$/.exec(line)?.[1]?.split(' or ') ?? [];
    return !places.some((place) => planned.some((one) => one.includes(`/${place}/`)));
  });
}
