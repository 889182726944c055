import { FAILURES, PivError } from '../../src/errors.js';

/** Arguments after a name that may be left out: commander can't have an optional one first. */

const usage = (text: string) => new PivError(FAILURES.invalidInput, text);
const looksLikeTask = (word: string) => /^task-\d+$/.test(word);

/** `[name] <feedback>`. A lone word is more likely a name than a feedback. */
export function nameAndFeedback(words: string[]): { name?: string; feedback: string } {
  const [first = '', second] = words;
  const lone = second === undefined && !/\s/.test(first.trim());
  if (words.length > 2 || lone) throw usage('feedback: say in quotes what should be different; see: piv revise --help');
  return second === undefined ? { feedback: first } : { name: first, feedback: second };
}

/** `[name[/task]] <words>`, or a task alone in the name's place. */
export function nameTaskAndWords(words: string[]): { name?: string; task?: string; text: string } {
  const [first = '', second] = words;
  const lone = second === undefined && !/\s/.test(first.trim());
  if (words.length > 2 || lone) throw usage('words: say in quotes what is to be heard; see: piv tell --help');
  if (second === undefined) return { text: first };
  const [name, task] = looksLikeTask(first) ? ['', first] : first.split('/', 2);
  return { ...(name ? { name } : {}), ...(task ? { task } : {}), text: second };
}

/** `[name] [task] [words]`: the words follow a task. */
export function nameTaskAndHint(words: string[]): { name?: string; task?: string; hint?: string } {
  const at = words.findIndex(looksLikeTask);
  const hint = at < 0 ? undefined : words[at + 1];
  if (hint === undefined || looksLikeTask(hint)) return nameAndTask(words);
  if (words.length > at + 2) throw usage('words: say in quotes what the task is to hear; see: piv retry --help');
  return { ...nameAndTask(words.slice(0, at + 1)), hint };
}

/** `[name] [task]`. */
export function nameAndTask(words: string[]): { name?: string; task?: string } {
  const [first, second] = words;
  if (words.length > 2) throw usage(`give a feature and a task at most, not: ${words.join(' ')}`);
  if (first !== undefined && second === undefined && looksLikeTask(first)) return { task: first };
  return { ...(first === undefined ? {} : { name: first }), ...(second === undefined ? {} : { task: second }) };
}

export interface Answer {
  id: string;
  answer: string;
}

/** `[name] [id=answer …]`. */
export function nameAndAnswers(words: string[]): { name?: string; answers: Answer[] } {
  const [first] = words;
  const name = first !== undefined && !first.includes('=') ? first : undefined;
  const answers = words.slice(name === undefined ? 0 : 1).map(toAnswer);
  return { ...(name === undefined ? {} : { name }), answers };
}

function toAnswer(word: string): Answer {
  const at = word.indexOf('=');
  if (at < 1) throw usage(`"${word}" is not an answer; write it as id=answer, in quotes where it has spaces`);
  return { id: word.slice(0, at), answer: word.slice(at + 1) };
}
