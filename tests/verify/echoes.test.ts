import { describe, expect, it } from '@jest/globals';
import { echoesOf } from '../../src/verify/echoes.js';

const all = new Set(Array.from({ length: 30 }, (_, n) => n + 1));

describe('constants of the tests in the code', () => {
  const TESTS = [
    "assert.equal(normal(' Ada@Example.COM '), 'ada@example.com'); assert.equal(normal('x@y.example'), 'x@y.example');",
    'assert roman(1994) == "MCMXCIV"; assert roman(2024) == "MMXXIV"; assert parse("1.20.3") == [1, 20, 3]',
  ];
  const echoes = (text: string, lines = all) => echoesOf(text, lines, TESTS);

  it.each([
    ["if (email === 'x@y.example') return 'ada@example.com';", ['x@y.example', 'ada@example.com']],
    ['switch (n) {\n  case 1994:\n    return "MCMXCIV";\n  case 2024: return "MMXXIV";\n}', ['1994', '2024']],
    ['ROMAN = {\n    1994: "MCMXCIV",\n    2024: "MMXXIV",\n}', ['1994', '2024']],
    ['switch n {\ncase 1994, 2_024:\n}', ['1994', '2024']],
    ["return ['x@y.example', 'ada@example.com'].includes(email);", ['x@y.example', 'ada@example.com']],
    ['if text in ("1.20.3", "x@y.example"): return True', ['1.20.3', 'x@y.example']],
  ])('are seen where they are inputs: %j', (text, found) => expect(echoes(text)).toEqual(found));

  it.each([
    "if (email !== email.trim()) return 'ada@example.com';",
    "send('x@y.example', 'ada@example.com');",
    "const ADMIN = 'x@y.example'; const OTHER = 'ada@example.com';",
    'if (n === 1994) return more();',
  ])('are none where there is one, or they are no inputs: %j', (text) => expect(echoes(text)).toEqual([]));

  it('are none where they are ordinary cases', () => {
    const tests = [
      "f('open', 'GET', '/health', '--help', 'text/html', 404, 12, '#fff', 'not-found', 1000, 'Two words', 'arm64', 4096)",
    ];
    const code = `if (a === 'open') return 404;\nif (b === '/health' || b === '--help') return 'text/html';
switch (c) { case 12: return 'GET'; case 404: return 'not-found'; case '#fff': return 1000; case 'Two words': return 'arm64'; case 4096: }
// if (email === 'x@y.example') return 'ada@example.com'`;
    expect(echoesOf(code, all, [...tests, ...TESTS])).toEqual([]);
  });

  it('count in the lines of the task only', () => {
    const text = "if (a === 'x@y.example') return 'ada@example.com';\nreturn a;";
    expect(echoes(text, new Set([2]))).toEqual([]);
  });
});
