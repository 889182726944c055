import { describe, expect, it } from '@jest/globals';
import { seen, type Round } from '../../src/workflows/repetition.js';

let ids = 0;
function round(input: object, result: string, tree = 'a'): Round {
  const id = `toolu_${(ids += 1)}`;
  return {
    calls: [{ type: 'tool_use', id, name: 'run', input }],
    results: [{ type: 'tool_result', tool_use_id: id, content: result }],
    tree,
  };
}

/** How often each round was among the last ones when it was made. */
function timesOf(rounds: Round[]): number[] {
  let recent: string[] = [];
  return rounds.map((one) => {
    const now = seen(recent, one);
    recent = now.recent;
    return now.times;
  });
}

const test = { command: 'node --test' };

describe('rounds are the same', () => {
  it('whatever their ids are', () => {
    expect(timesOf([round(test, 'failed'), round(test, 'failed'), round(test, 'failed')])).toEqual([1, 2, 3]);
  });

  it('whatever the clock says', () => {
    expect(timesOf([round(test, 'exit code 1, 0.3 s'), round(test, 'exit code 1, 1.25 s')])).toEqual([1, 2]);
  });

  it('also with others between them', () => {
    const rounds = [1, 2, 3].flatMap((n) => [round(test, 'failed'), round({ command: 'ls', n }, 'a.js')]);
    expect(timesOf(rounds)).toEqual([1, 1, 2, 1, 3, 1]);
  });
});

describe('rounds are not the same', () => {
  it.each<[string, Round]>([
    ['another input has', round({ command: 'node --test a' }, 'failed')],
    ['another result has', round(test, 'passed')],
    ['another tree has', round(test, 'failed', 'b')],
  ])('where %s come', (_, other) => {
    expect(timesOf([round(test, 'failed'), other])).toEqual([1, 1]);
  });

  it('where they are long ago', () => {
    const others = Array.from({ length: 12 }, (_, n) => round({ n }, 'ok'));
    expect(timesOf([round(test, 'failed'), ...others, round(test, 'failed')]).at(-1)).toBe(1);
  });
});
