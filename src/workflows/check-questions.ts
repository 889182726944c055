import type { Question } from '../types.js';

/** What questions must be beyond their schema; the problem as a sentence for the one who asks. */
export function questionProblem(questions: Question[]): string | undefined {
  const ids = questions.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice) return `the id "${twice}" is used twice`;
  const odd = questions.find(({ options, recommended }) => !options.includes(recommended));
  return odd && `"${odd.id}" recommends "${odd.recommended}", which is not one of its options`;
}
