import { byteLength } from './byte-length.js';
import type { Entry } from './types.js';

/**
 * A conversation's content, as one short name: the chain of its entries' hashes. Workflow and activities compute it
 * alike, so that a worker's cache of conversations can never be stale.
 */
export function fingerprint(entries: Entry[], from = ''): string {
  return entries.reduce(
    (chain, { conversation, role, content }) => hash([chain, conversation, role, JSON.stringify(content)].join('\n')),
    from,
  );
}

/** cyrb53 (public domain, github.com/bryc/code): 53 bits, enough to tell the conversations of one run apart. */
function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/** Bytes of the content, which is what a payload and a prompt grow with. */
export const bytesOf = (entries: Entry[]) =>
  entries.reduce((sum, { content }) => sum + byteLength(JSON.stringify(content)), 0);

/** The longest page of a transcript, in bytes: a query's answer has to stay under 256 KB. */
const PAGE = 200_000;

export interface TranscriptPage {
  from: number;
  entries: Entry[];
  total: number;
  /** Ask again from here; missing on the last page. */
  next?: number;
}

/** One page of a transcript, at least one entry long. */
export function pageOf(transcript: Entry[], from = 0): TranscriptPage {
  let size = 0;
  let end = from;
  while (end < transcript.length) {
    size += byteLength(JSON.stringify(transcript[end]));
    if (size > PAGE && end > from) break;
    end += 1;
  }
  const page = { from, entries: transcript.slice(from, end), total: transcript.length };
  return end < transcript.length ? { ...page, next: end } : page;
}
