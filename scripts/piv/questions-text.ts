import type { Decision, Status } from '../../src/types.js';
import { quoted } from './shell.js';

/** Questions that a person still has to answer, as text. */

export const openQuestions = ({ decisions }: Status) => decisions.filter(({ answer }) => answer === undefined);

export function questionText({ id, question, options, recommended, closed, why }: Decision): string {
  const choices = options.map((option, at) => {
    const hint = option === recommended ? '  (recommended)' : '';
    return `  ${at + 1}. ${option}${hint}`;
  });
  const free = closed ? [] : ['  or an answer of your own'];
  return [`${id}: ${question}`, ...choices, ...free, `  Why: ${why}`].join('\n');
}

export const questionsText = (status: Status) => openQuestions(status).map(questionText).join('\n\n');

/** Answers every open question as recommended: a command to edit. */
export function answerCommand(status: Status): string {
  const answers = openQuestions(status).map(({ id, recommended }) => `${id}=${quoted(recommended)}`);
  return ['piv answer', status.feature, ...answers].join(' ');
}
