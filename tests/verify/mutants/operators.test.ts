import { describe, expect, it } from '@jest/globals';
import { mutantsOf, sampleOf } from '../../../src/verify/mutants/operators.js';

const all = new Set(Array.from({ length: 20 }, (_, n) => n + 1));

describe('mutants', () => {
  it('have one operator changed each, in code only', () => {
    const text = "const a = b < c && d === 'x < y'; // e > f\nreturn g + h || true;\n";
    expect(mutantsOf(text, 'js', all).map(({ line, what }) => `${line}: ${what}`)).toEqual([
      '1: < → <=',
      '1: && → ||',
      '1: === → !=',
      '2: + → -',
      '2: || → &&',
      '2: true → false',
    ]);
    expect(mutantsOf(text, 'js', all)[0]?.text).toBe(text.replace('b < c', 'b <= c'));
  });

  it('leave types and tags alone', () => {
    expect(mutantsOf('const a: Map<string, Set<number>> = f<A>(b); return <p>{c}</p>;', 'ts', all)).toEqual([]);
  });

  it('of Python are in its words', () => {
    const found = mutantsOf('if not a and b not in c:\n    return d == "e == f" or True\n', 'py', all);
    expect(found.map(({ what }) => what)).toEqual([
      'if not → if',
      'and → or',
      'not in → in',
      '== → !=',
      'or → and',
      'True → False',
    ]);
  });

  it('are those of the changed lines', () => {
    expect(mutantsOf('a + b;\nc + d;\n', 'js', new Set([2])).map(({ line }) => line)).toEqual([2]);
  });

  it('are sampled, the same for the same tree, spread over all', () => {
    const many = Array.from({ length: 10 }, (_, n) => n);
    expect(sampleOf(many, 5, 'deadbeef')).toEqual(sampleOf(many, 5, 'deadbeef'));
    expect(new Set(sampleOf(many, 5, 'deadbeef')).size).toBe(5);
    expect(sampleOf([1, 2], 5, 'deadbeef')).toEqual([1, 2]);
  });
});
