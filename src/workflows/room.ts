import { patched } from '@temporalio/workflow';
import { byteLength } from '../byte-length.js';
import { bytesOf } from '../conversation.js';
import { LONGEST_ANSWER, MAX_ANSWER, MIN_ANSWER } from '../limits.js';
import type { Amount, Entry } from '../types.js';
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

/** Most texts have fewer tokens than by the first, and hardly one has fewer than by the second. */
const BYTES_PER_TOKEN = { least: 2, most: 4 };

/** What is new since the last answer, and an answer. The worker corrects that, and lets no request out without room. */
export function needOf(talk: Talk, { cuts }: Patience): Need {
  const entries = entriesOf(talk);
  const last = entries.findLastIndex((entry) => entry.role === 'assistant');
  const bytes = bytesOf(entries.slice(last + 1));
  if (!patched('room-to-think')) return { least: { tokens: bytes + 4_000 }, want: { tokens: bytes + 32_000 } };
  const measured = last >= 0 && patched('measured-ratio');
  const ratio = measured ? ratioOf(entries.slice(0, last + 1), talk.context) : BYTES_PER_TOKEN.least;
  const tokens = Math.ceil(bytes / ratio);
  return {
    least: { tokens: tokens + MIN_ANSWER },
    want: { tokens: tokens + (cuts > 0 ? LONGEST_ANSWER : MAX_ANSWER) },
  };
}

/** Bytes of a token, as the service has counted a conversation up to its last answer. */
function ratioOf(counted: Entry[], context: number): number {
  const tools = counted.map((entry) =>
    entry.role === 'system' && entry.tools ? byteLength(JSON.stringify(entry.tools)) : 0,
  );
  const bytes = tools.reduce((sum, size) => sum + size, bytesOf(counted));
  return Math.min(BYTES_PER_TOKEN.most, Math.max(BYTES_PER_TOKEN.least, bytes / context));
}
