import { patched } from '@temporalio/workflow';
import { bytesOf } from '../conversation.js';
import { LONGEST_ANSWER, MAX_ANSWER, MIN_ANSWER } from '../limits.js';
import type { Amount } from '../types.js';
import type { Patience } from './patience.js';
import { shorten } from './rewrite.js';
import { entriesOf, type Talk } from './talk.js';

/** How long a conversation and the next answer may be. */

/** Tokens from which on a conversation is shortened where the model tells nothing of its window: 70 % of the smaller ones. */
const FULL = 140_000;
/** Bytes that such a conversation is shortened to, and any that goes on in another run of the workflow. */
export const SHORTENED = 200_000;

/** A conversation near its model's window; not again before it has grown by half, as the service's cache of it is lost. */
export function shortenWhereFull(talk: Talk): void {
  const full = talk.full ?? FULL;
  if (talk.context <= full) return;
  const tooSoon = talk.shortened !== undefined && bytesOf(entriesOf(talk)) < 1.5 * talk.shortened;
  if (tooSoon && patched('shorten-once')) return;
  if (shorten(talk, full * (SHORTENED / FULL))) talk.shortened = bytesOf(entriesOf(talk));
}

export interface Need {
  least: Amount;
  want: Amount;
}

/** Most texts have fewer tokens than this many bytes each; the worker corrects that, and lets no request out without room. */
const BYTES_PER_TOKEN = 2;

/** What is new since the last answer, and an answer. */
export function needOf(talk: Talk, { cuts }: Patience): Need {
  const entries = entriesOf(talk);
  const fresh = entries.slice(entries.findLastIndex((entry) => entry.role === 'assistant') + 1);
  const bytes = bytesOf(fresh);
  if (!patched('room-to-think')) return { least: { tokens: bytes + 4_000 }, want: { tokens: bytes + 32_000 } };
  const tokens = Math.ceil(bytes / BYTES_PER_TOKEN);
  return {
    least: { tokens: tokens + MIN_ANSWER },
    want: { tokens: tokens + (cuts > 0 ? LONGEST_ANSWER : MAX_ANSWER) },
  };
}
