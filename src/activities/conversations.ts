import { fingerprint } from '../conversation.js';
import type { Entry } from '../types.js';

/**
 * The worker's cache of conversations, by their fingerprints: content decides what is found, so nothing in it can be
 * stale. A miss costs a query of the workflow.
 */
export interface Conversations {
  find(name: string): Entry[] | undefined;
  /** Keeps `entries` grown by `more`; gives the new fingerprint. */
  grow(name: string, entries: Entry[], more: Entry[]): string;
}

export function createConversations(limit = 64): Conversations {
  const kept = new Map<string, Entry[]>();
  const keep = (name: string, entries: Entry[]) => {
    kept.delete(name);
    kept.set(name, entries);
    const oldest = kept.keys().next().value;
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
  };
  return {
    find: (name) => kept.get(name),
    grow(name, entries, more) {
      const next = fingerprint(more, name);
      keep(next, [...entries, ...more]);
      return next;
    },
  };
}
