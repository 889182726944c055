import type { Decision } from '../types.js';

/** As many options as a question may have: a number above can't have been one of those that were shown. */
const MOST_OPTIONS = 10;

/** What an answer means: an option by its words or by its number from 1, or words of one's own. Undefined where it can't be. */
export function choiceOf({ options, closed }: Pick<Decision, 'options' | 'closed'>, typed: string): string | undefined {
  const text = typed.trim();
  if (options.includes(text)) return text;
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  if (number !== undefined && number <= MOST_OPTIONS) return options[number - 1];
  return closed ? undefined : text;
}

/** Why it can't be, with what would be right. */
export function choiceProblem({ id, options, closed }: Decision, typed: string): string {
  if (closed) return `"${typed}" is not an option of "${id}"; choose one of: ${options.join(' | ')}`;
  return `"${typed}" is not the number of an option of "${id}" (1 to ${options.length}); put an answer of your own in words`;
}
