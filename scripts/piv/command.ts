import { InvalidArgumentError, type Command, type OptionValues } from 'commander';
import { report, type Report } from './report.js';

export interface CommandText {
  /** As commander has it: `answer [name] [answers...]`. */
  usage: string;
  summary: string;
  /** More than the summary says, if there is more. */
  about?: string;
  examples: string[];
}

/** A command with what all of ours have: `--json`, a help text with examples. */
export function addCommand(program: Command, { usage, summary, about, examples }: CommandText): Command {
  const lines = examples.map((example) => `  $ ${example}`);
  return program
    .command(usage)
    .summary(summary)
    .description(about ? `${summary}\n\n${about}` : summary)
    .option('--json', 'print nothing but JSON on stdout')
    .addHelpText('after', `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.join('\n')}`);
}

/** What commander calls: the arguments as typed, then the options. */
export function reporting<A extends unknown[]>(action: (...args: A) => Promise<Report | undefined>) {
  return async (...args: [...A, Command]): Promise<void> => {
    const command = args.at(-1) as Command;
    const { json = false } = command.opts<OptionValues & { json?: boolean }>();
    await report(json, () => action(...(args.slice(0, -1) as A)));
  };
}

/** An option's value that has to be a whole number from `least` on. */
export const wholeNumber = (least: number) => (value: string) => {
  if (/^\d+$/.test(value) && Number(value) >= least && Number.isSafeInteger(Number(value))) return Number(value);
  throw new InvalidArgumentError(`It has to be a whole number, ${least} or more.`);
};

/** An option's value that has to be an amount of dollars above 0. */
export const dollars = (value: string) => {
  if (/^\d*\.?\d+$/.test(value) && Number(value) > 0) return Number(value);
  throw new InvalidArgumentError('It has to be a number of dollars above 0.');
};

/** An option's value that is a list. */
export const commaSeparated = (list: string) => list.split(',').map((part) => part.trim());
