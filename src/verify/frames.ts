import type { TestError } from '../types.js';

/** Packages that lie below the root. */
const INSTALLED = /(?:^|\/)(?:node_modules|site-packages|dist-packages)\//;

export interface Frame {
  file: string;
  line: number;
}

const FRAME = /^\s*at (?:.*? \()?(?:async )?([^()]+?):(\d+)(?::\d+)?\)?$/;

/** A line of a stack, as JavaScript has it; reports of other languages are read into that form. */
export const isFrame = (line: string): boolean => FRAME.test(line);

/** One in the repository's own files. */
export const isOwnFrame = (line: string): boolean => isOwn(FRAME.exec(line)?.[1] ?? '/');

/** The frames of an error in the repository's own files, the throwing one first. Their paths are relative. */
export function repositoryFrames(error: TestError): Frame[] {
  return (error.stack ?? '').split('\n').flatMap((line) => {
    const [, file, number] = FRAME.exec(line) ?? [];
    return file && isOwn(file) ? [{ file, line: Number(number) }] : [];
  });
}

/** The stack with other paths of the repository's own files: `place` gives them. */
export function placeFrames(stack: string, place: (file: string) => string): string {
  const placed = (line: string) => {
    const file = FRAME.exec(line)?.[1];
    return file && isOwn(file) ? line.replace(file, () => place(file)) : line;
  };
  return stack.split('\n').map(placed).join('\n');
}

function isOwn(file: string): boolean {
  return !/^(?:\/|\.\.\/|[a-z]+:|<)/.test(file) && !INSTALLED.test(file);
}
