import { entriesOf, type Talk } from './talk.js';
import { trim } from './trim.js';
import { takeBackWords } from './words.js';

/** What was said, shortened or taken back. */

export interface Turn {
  turn: number;
  /** Entries of the transcript. */
  length: number;
  tree: string;
  context: number;
}

/** Shortens the conversation to `limit` bytes; false where nothing is left to shorten. */
export function shorten(talk: Talk, limit: number): boolean {
  const trimmed = trim(entriesOf(talk), limit);
  if (!trimmed) return false;
  talk.agent.transcript.splice(talk.from, trimmed.length, ...trimmed);
  Object.assign(talk, { at: talk.from, fingerprint: '' });
  return true;
}

/** Notes where a turn begins, to come back to. */
export function beginTurn(talk: Talk): void {
  const { turn, tree, context } = talk;
  talk.turns.push({ turn, tree, context, length: talk.agent.transcript.length });
}

/** Goes back to the last turn that began with a tree that is there; gives the number of turns, if there is such a one. */
export function goBack(talk: Talk, there: string[]): number | undefined {
  const at = talk.turns.findLastIndex(({ tree }) => there.includes(tree));
  const back = talk.turns[at];
  if (!back) return undefined;
  const turns = talk.turn - back.turn;
  const { length, ...state } = back;
  takeBackWords(talk, length);
  talk.agent.transcript.length = length;
  Object.assign(talk, state, { turns: talk.turns.slice(0, at), at: talk.from, fingerprint: '' });
  return turns;
}
