import pc from 'picocolors';
import { failureOf } from './failures.js';

/** What a command has to say. Data goes to stdout, progress and failures to stderr. */
export interface Report {
  text: string;
  /** All of stdout with `--json`; undefined where it has been printed already. */
  json: unknown;
  /** The next command to type: the last line. */
  next?: string;
  exitCode?: number;
}

const { env, stdout } = process;
export const colors = pc.createColors(stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb');

export const say = (text: string) => void process.stdout.write(`${text}\n`);
export const note = (text: string) => void process.stderr.write(`${text}\n`);

/** Runs a command's action, prints its report and sets the exit code. */
export async function report(json: boolean, action: () => Promise<Report | undefined>): Promise<void> {
  try {
    const done = await action();
    if (!done) return;
    present(done, json);
    process.exitCode = done.exitCode ?? 0;
  } catch (error) {
    const { line, exitCode } = failureOf(error);
    note(line);
    process.exitCode = exitCode;
  }
}

export function present({ text, json: value, next }: Report, json: boolean): void {
  if (json) {
    if (value !== undefined) say(JSON.stringify(value, undefined, 2));
    return;
  }
  const gap = text.includes('\n\n') ? '\n' : '';
  const nextLine = next ? [gap + colors.bold(`Next: ${next}`)] : [];
  say([text, ...nextLine].filter(Boolean).join('\n'));
}
