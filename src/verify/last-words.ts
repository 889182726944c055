import { endOfText } from '../cut-text.js';
import type { TestRun } from '../types.js';

const LINES = 5;
const LETTERS_A_LINE = 120;
/** Our own, of what the reason of a kill says in other words. */
const KILL = /^\[killed: /;

/** What a command has printed last, for a message that has nothing else to say of it. Empty where that is nothing. */
export function lastWords(output: string, most = LINES): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !KILL.test(line));
  const last = lines.slice(-most).map((line) => line.trim());
  return last.length === 0 ? '' : `; it said last: ${endOfText(last.join(' ⏎ '), most * LETTERS_A_LINE)}`;
}

/** What was run, and how it ended. */
export const endedAs = ({ command, exitCode }: Pick<TestRun, 'command' | 'exitCode'>): string =>
  `${command === undefined ? 'The command' : `\`${command}\``} ended with exit code ${exitCode}`;
