import { describe, expect, it } from '@jest/globals';
import { fingerprint, pageOf } from '../src/conversation.js';
import type { Entry } from '../src/types.js';

const entry = (words: string, conversation = 'plan/1'): Entry => ({
  conversation,
  role: 'user',
  content: [{ type: 'text', text: words }],
});
const KB = 1024;

describe('a fingerprint', () => {
  const entries = ['a', 'b', 'c'].map((words) => entry(words));

  it('grows with what is said, from wherever it stood', () => {
    const [first, ...rest] = entries;
    expect(fingerprint(rest, fingerprint([first!]))).toBe(fingerprint(entries));
    expect(fingerprint([], 'as it was')).toBe('as it was');
  });

  it('is another for every other content, order, role or conversation', () => {
    const others: Entry[][] = [
      entries.slice(1),
      entries.toReversed(),
      [...entries, entry('d')],
      [entry('a'), entry('b'), entry('C')],
      entries.map((one) => ({ ...one, conversation: 'plan/2' })),
      entries.map((one) => ({ ...one, role: 'assistant' }) as Entry),
    ];
    expect(new Set([entries, ...others].map((one) => fingerprint(one))).size).toBe(others.length + 1);
  });

  it('is short and can name a file', () => {
    expect(fingerprint([entry('x'.repeat(100_000))])).toMatch(/^[a-z0-9]{1,11}$/);
  });
});

describe('the pages of a transcript', () => {
  function pages(transcript: Entry[]) {
    const all = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const page = pageOf(transcript, from);
      all.push(page);
      from = page.next;
    }
    return all;
  }

  it('are one when all fits', () => {
    const transcript = [entry('a'), entry('b')];
    expect(pageOf(transcript)).toEqual({ from: 0, entries: transcript, total: 2 });
    expect(pageOf([])).toEqual({ from: 0, entries: [], total: 0 });
  });

  it('give every entry once and in order', () => {
    const transcript = Array.from({ length: 40 }, (_, at) => entry(`${at} `.repeat(5_000)));
    const all = pages(transcript);
    expect(all.length).toBeGreaterThan(1);
    expect(all.flatMap(({ entries }) => entries)).toEqual(transcript);
    expect(all.every(({ total }) => total === 40)).toBe(true);
  });

  it.each(['x', '語', '"\n'])('stay under 256 KB when all that is said is %j', (words) => {
    const transcript = Array.from({ length: 12 }, () => entry(words.repeat(20_000)));
    for (const page of pages(transcript)) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(256 * KB);
  });

  it('have a page of its own for an entry that is too long for any', () => {
    const transcript = [entry('a'), entry('x'.repeat(300 * KB)), entry('b')];
    expect(pages(transcript).map(({ entries }) => entries.length)).toEqual([1, 1, 1]);
  });

  it('end where the transcript does, also for one who asks beyond it', () => {
    expect(pageOf([entry('a')], 5)).toEqual({ from: 5, entries: [], total: 1 });
  });
});
