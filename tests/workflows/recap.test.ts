import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../src/types.js';
import { recapOf } from '../../src/workflows/recap.js';

const say = (role: 'user' | 'assistant', ...content: object[]) => ({ conversation: 'c', role, content }) as Entry;
const text = (words: string) => ({ type: 'text', text: words });
const edit = { type: 'tool_use', id: '1', name: 'edit_file', input: { path: 'a.js' } };
const result = { type: 'tool_result', tool_use_id: '1', content: 'done' };

describe('what came of a conversation', () => {
  it('is what was said, told and done, without results and thoughts', () => {
    const thought = { type: 'thinking', thinking: 'hmm', signature: 's' };
    const recap = recapOf(
      [say('assistant', thought, text('I begin.'), edit), say('user', result, text('Hurry.'))],
      '400',
    );
    expect(recap.split('\n').slice(2)).toEqual([
      '- you said: I begin.',
      '- edit a.js',
      '- you were told: Hurry.',
      'Go on from there.',
    ]);
    expect(recap).toContain("a conversation that can't go on: 400");
  });

  it('keeps the newest of a long one, and says how much is left out', () => {
    const turns = Array.from({ length: 2_000 }, (_, n) => say('assistant', text(`turn ${n}`)));
    const recap = recapOf(turns, '400');
    expect(Buffer.byteLength(recap)).toBeLessThan(17_000);
    expect(recap).toContain('- you said: turn 1999');
    expect(recap).toMatch(/\(\d+ earlier lines are left out\)/);
  });
});
