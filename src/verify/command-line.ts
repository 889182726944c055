import type { Command, Commands } from '../types.js';

/** Test files take the place of `{files}`, or follow the command; or the step that runs them, where that is not its last. */
export function withFiles(command: string, files: string[] = [], at?: Reached): string {
  const list = files.map(shellQuote).join(' ');
  if (command.includes('{files}')) return command.replaceAll('{files}', () => list);
  return list ? added(command, list, at) : command;
}

/** The step of a command that leads to a tool, and how many scripts of npm are on the way. */
interface Reached {
  outer: string;
  npm: number;
}

/** At the end of the step, where others come after it; else at that of the command. */
function added(command: string, words: string, at: Reached | undefined): string {
  const start = at ? command.lastIndexOf(at.outer) : -1;
  const end = start + (at?.outer.length ?? 0);
  const others = start < 0 ? -1 : command.slice(end).search(/\s*(?:&&|\|\||[;|\n])/);
  if (others < 0) return `${command.trimEnd()} ${words}`;
  return `${command.slice(0, end + others)} ${words}${command.slice(end + others)}`;
}

/** Commands of a package, as they are run from the root. */
export function commandsIn(folder: string, commands: Commands): { [name in keyof Commands]: Command } {
  const moved = Object.entries(commands).flatMap(([name, found]) =>
    found ? [[name, { ...found, command: `cd ${shellQuote(folder)} && ${found.command}` }]] : [],
  );
  return Object.fromEntries(moved) as { [name in keyof Commands]: Command };
}

/** Puts a file in the place of `{format}`. */
export const withReport = (command: string, format: string, file: string) =>
  command.replaceAll(`{${format}}`, () => shellQuote(file));

/** Adds options for the tool that a command leads to, and where its output goes; npm passes on only what is behind `--`. */
export function withOptions(command: string, options: string[], at?: Reached, output = ''): string {
  const words = options.length > 0 ? [...separators(command, at), ...options.map(shellQuote)] : [];
  if (output) words.push(`> ${shellQuote(output)}`);
  return words.length > 0 ? added(command, words.join(' '), at) : command;
}

/** One for each script of npm. */
function separators(command: string, at: Reached | undefined): string[] {
  if (at) return Array.from({ length: at.npm }, () => '--');
  const last = lastStep(command);
  return /^(?:\w+=\S*\s+)*npm\s/.test(last) && !/\s--(?:\s|$)/.test(last) ? ['--'] : [];
}

/** The simple commands of a line, in order. Quoted operators aren't told apart: the worst is a tool that isn't known. */
export function steps(command: string): string[] {
  return command
    .split(/&&|\|\||[;|\n]/)
    .map((step) => step.trim())
    .filter(Boolean);
}

export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function lastStep(command: string): string {
  return steps(command).at(-1) ?? '';
}
