import { describe, expect, it } from '@jest/globals';
import { bytesOf } from '../../src/conversation.js';
import type { Entry } from '../../src/types.js';
import { trim } from '../../src/workflows/trim.js';

const conversation = 'task-001/green/1';
const LONG = 'ä'.repeat(5_000);

/** A conversation of `turns` turns, each with a long input and a long result. */
function talk(turns: number): Entry[] {
  const said = Array.from({ length: turns }, (_, turn): Entry[] => [
    {
      conversation,
      role: 'assistant',
      content: [
        { type: 'thinking', signature: 's', thinking: LONG },
        { type: 'text', text: `Turn ${turn}` },
        { type: 'tool_use', id: `call-${turn}`, name: 'write_file', input: { path: 'a.js', content: LONG, lines: 3 } },
      ],
    },
    { conversation, role: 'user', content: [{ type: 'tool_result', tool_use_id: `call-${turn}`, content: LONG }] },
  ]);
  return [
    { conversation, role: 'system', content: 'You implement.' },
    { conversation, role: 'user', content: [{ type: 'text', text: `Feature: users\n${LONG}` }] },
    ...said.flat(),
  ];
}

const isThought = ({ type }: { type: string }) => type === 'thinking';
const thoughts = ({ content }: Entry) => (typeof content === 'string' ? 0 : content.filter(isThought).length);
const said = (entries: Entry[]) =>
  entries.map((entry) =>
    entry.role === 'assistant' ? { ...entry, content: entry.content.filter((block) => !isThought(block)) } : entry,
  );

describe('a conversation that is shortened', () => {
  it('comes down to half of the limit in one step, so that the next one is far', () => {
    const whole = talk(20);
    const trimmed = trim(whole, 500_000)!;
    expect(bytesOf(whole)).toBeGreaterThan(500_000);
    expect(bytesOf(trimmed)).toBeLessThanOrEqual(250_000 + 11_000);
    expect(trim(whole, 500_000)).toEqual(trimmed);
  });

  it('loses its oldest results first, and then long texts of its oldest calls', () => {
    const results = JSON.stringify(trim(talk(4), 220_000));
    expect(results).toContain('"tool_use_id":"call-0","content":"[10000 bytes left out]"');
    expect(results).not.toContain('"content":"[10000 bytes left out]","lines"');
    const inputs = JSON.stringify(trim(talk(4), 150_000));
    expect(inputs).toContain('"input":{"path":"a.js","content":"[10000 bytes left out]","lines":3}');
  });

  it('keeps what was said, the opening and the last turn, and of what was thought all before the first change', () => {
    const whole = talk(6);
    const trimmed = trim(whole, 1)!;
    expect(trimmed.slice(0, 2)).toEqual(whole.slice(0, 2));
    expect(trimmed.at(-1)).toEqual(whole.at(-1));
    expect(said(trimmed.slice(-2))).toEqual(said(whole.slice(-2)));
    expect(trimmed.map(({ role }) => role)).toEqual(whole.map(({ role }) => role));
    const kinds = (entries: Entry[]) =>
      said(entries).map(({ content }) => (typeof content === 'string' ? 'text' : content.map(({ type }) => type)));
    expect(kinds(trimmed)).toEqual(kinds(whole));
    expect(JSON.stringify(trimmed)).toContain('Turn 0');
    expect(trimmed.map(thoughts)).toEqual(whole.map(() => 0));
    // The first result is what is changed first: the thought before it still stands on what it stood on.
    const mild = talk(4);
    expect(trim(mild, 220_000)!.map(thoughts)).toEqual(mild.map((_, at) => (at === 2 ? 1 : 0)));
  });

  it('is left as it is where nothing can go', () => {
    expect(trim(talk(1), 1)).toBeUndefined();
    expect(trim(trim(talk(6), 1)!, 1)).toBeUndefined();
    expect(trim(talk(2), 10_000_000)).toBeUndefined();
  });
});
