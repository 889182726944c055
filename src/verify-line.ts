import { COMMAND_NAMES, type Command, type CommandName, type Commands } from './types.js';

/** What the `verify` of a task is made of: one of the repository's commands, as it is or with words more. */
export interface VerifyLine {
  name: CommandName;
  command: Command;
  /** What is added to it, where that is test files. */
  files?: string[];
}

/** Arguments that the shell takes as plain words of the same command. */
const WORDS = /^(?:[ \t]+[\w./@:=-]+)*[ \t]*$/;
const COMPARED = ['testFile', ...COMMAND_NAMES] as const;

/** The words stand behind the command, or in place of its `{files}`. Undefined for any other line. */
export function readVerify(line: string, commands: Commands): VerifyLine | undefined {
  for (const name of COMPARED) {
    const command = commands[name];
    const [head = '', tail = ''] = (command?.command ?? '').split('{files}').map((part) => part.trim());
    if (!command || !head || !line.startsWith(head) || !line.endsWith(tail)) continue;
    const more = line.slice(head.length, line.length - tail.length);
    if (!WORDS.test(more)) continue;
    const files = more.split(/\s+/).filter(Boolean);
    const named = name === 'testFile' && files.length > 0 && files.every((word) => !word.startsWith('-'));
    return named ? { name, command, files } : { name, command };
  }
  return undefined;
}
