import type { Entry } from '../types.js';
import type { Talk } from './talk.js';

/** A person's words on their way into a conversation: each is said once, in order, after what the turn's tools returned. */

export interface Words {
  /** Rises through all that a feature was told. */
  number: number;
  text: string;
}

/** Without `said`, no conversation has heard it yet. */
export interface Heard {
  number: number;
  said?: string;
}

/** Whoever thinks hears by this. */
export interface Ear {
  /** What this conversation is still to hear, in order. */
  unheard(conversation: string): Words[];
  heard(conversation: string, numbers: number[]): void;
  /** The turns that heard them were taken back: they are to be heard again. */
  forgot(conversation: string, numbers: number[]): void;
}

export const wordsWait = ({ agent, plan }: Talk) => agent.ear.unheard(plan.conversation).length > 0;

/** Says all that waits; false where nothing did. */
export function sayWords({ agent, plan: { conversation } }: Talk): boolean {
  const words = agent.ear.unheard(conversation);
  if (words.length === 0) return false;
  for (const { number, text } of words) {
    agent.transcript.push({
      conversation,
      role: 'user',
      told: number,
      content: [{ type: 'text', text: framed(text) }],
    });
  }
  agent.ear.heard(conversation, numbersOf(words));
  return true;
}

/** To be called before the transcript is cut to this length. */
export function takeBackWords({ agent, plan: { conversation } }: Talk, length: number): void {
  const numbers = agent.transcript.slice(length).flatMap(toldIn);
  if (numbers.length > 0) agent.ear.forgot(conversation, numbers);
}

/** Without the words themselves. */
export const heardBy = ({ words }: { words: (Words & Heard)[] }): Heard[] =>
  words.map(({ text: _text, ...heard }) => heard);

const numbersOf = (words: { number: number }[]) => words.map(({ number }) => number);

const toldIn = (entry: Entry) => (entry.role === 'user' && entry.told !== undefined ? [entry.told] : []);

const FRAME =
  'The person who wants this says the following. Act on it, within the rules of this stage and what the plan allows:';

const framed = (text: string) => `${FRAME}\n\n${text}`;
