import type { Command, Commands } from '../types.js';

/** Test files take the place of `{files}`, or follow the command. */
export function withFiles(command: string, files: string[] = []): string {
  const list = files.map(shellQuote).join(' ');
  if (command.includes('{files}')) return command.replaceAll('{files}', () => list);
  return list ? `${command} ${list}` : command;
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

/** Adds options for the tool that a command ends with; npm passes options on only behind `--`. */
export function withOptions(command: string, options: string[]): string {
  if (options.length === 0) return command;
  const needsSeparator = /^(?:\w+=\S*\s+)*npm\s/.test(lastStep(command)) && !/\s--(?:\s|$)/.test(lastStep(command));
  return [command.trimEnd(), ...(needsSeparator ? ['--'] : []), ...options.map(shellQuote)].join(' ');
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
