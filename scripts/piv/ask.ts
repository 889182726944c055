import { createInterface, type Interface } from 'node:readline/promises';
import { plainText } from '../../src/agent/plain-text.js';
import type { Decision } from '../../src/types.js';
import { choiceOf } from '../../src/workflows/choice.js';
import { Interrupted } from './failures.js';
import { plain } from './plain.js';
import { questionText } from './questions-text.js';
import type { Answer } from './words.js';

export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Asks a person each question in turn. Ctrl-C, or the end of input, breaks it off with nothing answered. */
export async function ask(decisions: Decision[], { input, output }: Terminal): Promise<Answer[]> {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once('SIGINT', () => lines.close());
  lines.once('close', () => ended.abort());
  const answers: Answer[] = [];
  try {
    for (const decision of decisions) {
      output.write(`${questionText(plain(decision))}\n`);
      answers.push({ id: decision.id, answer: await askOne(decision, lines, output, ended.signal) });
    }
    return answers;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    throw new Interrupted('broken off; nothing was answered. Ask again with: piv answer');
  } finally {
    lines.close();
  }
}

async function askOne(
  decision: Decision,
  lines: Interface,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const choice = chosen(decision, await lines.question(`Answer [${plainText(decision.recommended)}]: `, { signal }));
    if (choice !== undefined) return choice;
    const words = decision.closed ? 'an option as it is written' : 'words of your own';
    output.write(`Type a number from 1 to ${decision.options.length}, or ${words}.\n`);
  }
}

/** Nothing typed is the recommended one. */
export const chosen = (decision: Decision, typed: string) =>
  typed.trim() ? choiceOf(decision, typed) : decision.recommended;
