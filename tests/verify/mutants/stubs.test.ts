import { describe, expect, it } from '@jest/globals';
import { languageOf, type Language } from '../../../src/verify/mutants/language.js';
import { stubOf } from '../../../src/verify/mutants/stubs.js';

const stub = (text: string, language: Language, lines?: number[]) => {
  const all = Array.from({ length: text.split('\n').length }, (_, n) => n + 1);
  return stubOf(text, language, new Set(lines ?? all));
};

describe('a stub', () => {
  it('of JavaScript returns from functions, methods and arrows, and leaves blocks, texts, objects and constructors alone', () => {
    const text = `
export function a(x) { if (x) { return '{ no function ) {'; } return { x }; }
class B { constructor(y) { this.y = y; } m() { for (const z of []) { z(); } } }
const c = (d) => { while (d) { d -= 1; } }; // function no() { }
const e = [1].map((n) => n * 2).filter(function (n) { return /[)] {/.test(n); });`;
    expect(stub(text, 'js')).toBe(`
export function a(x) { return undefined; if (x) { return '{ no function ) {'; } return { x }; }
class B { constructor(y) { this.y = y; } m() { return undefined; for (const z of []) { z(); } } }
const c = (d) => { return undefined; while (d) { d -= 1; } }; // function no() { }
const e = [1].map((n) => undefined && n * 2).filter(function (n) { return undefined; return /[)] {/.test(n); });`);
  });

  it('of TypeScript minds types', () => {
    const text =
      'export function a(x: { y: string }): string { return x.y; }\nconst b = async (): Promise<void> => { a(); };';
    expect(stub(text, 'ts')).toBe(
      'export function a(x: { y: string }): string { return undefined as never; return x.y; }\n' +
        'const b = async (): Promise<void> => { return undefined as never; a(); };',
    );
  });

  it('of Python returns first in each body, behind what it says of itself, whatever the signature', () => {
    const text = `class A:
    """A class."""

    async def a(
        self,
        b: int = 1,
    ) -> dict[str, int]:

        """Says: def no():"""
        return {"b": b}

def c(d): return d

def e():
    return 1
`;
    expect(stub(text, 'py')).toBe(
      text
        .replace('        return {', '        return None\n        return {')
        .replace('    return 1\n', '    return None\n    return 1\n'),
    );
  });

  it.each([
    ['func (a *A) B(c int) (int, error)', 'return *new(int), *new(error)'],
    ['func Slug(text string) string', 'return *new(string)'],
    ['func Do()', 'return'],
    ['func (a *A) Do(b, c int)', 'return'],
    ['func Named(a int) (n int, err error)', 'return'],
    ['func All(a []string) map[string][]int', 'return *new(map[string][]int)'],
    ['func Call(f func() int) (int, error)', 'return *new(int), *new(error)'],
    ['func Open() chan int', 'panic("stub")'],
  ])('of Go gives zero values where it can: %s', (head, first) => {
    const text = `${head} {\n\tif x > 1 {\n\t\treturn y\n\t}\n}\n`;
    expect(stub(text, 'go')).toBe(text.replace(`${head} {`, `${head} { if true { ${first} };`));
  });

  it('touches only functions with a line that was changed', () => {
    const text = 'function a() {\n  return 1;\n}\nfunction b() {\n  return 2;\n}\n';
    expect(stub(text, 'js', [5])).toBe(text.replace('function b() {', 'function b() { return undefined;'));
    expect(stub(text, 'js', [])).toBeUndefined();
    expect(stub('export const a = 1;\n', 'js')).toBeUndefined();
  });
});

it.each([
  ['a.mjs', 'js'],
  ['a.tsx', 'ts'],
  ['a.d.ts', undefined],
  ['a.py', 'py'],
  ['a.go', 'go'],
  ['a.rs', undefined],
])('the language of %s is %s', (file, language) => expect(languageOf(file)).toBe(language));
