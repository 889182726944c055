import { parseSync } from '@swc/core';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { languageOf, type Language } from '../../../src/verify/mutants/language.js';
import { stubOf } from '../../../src/verify/mutants/stubs.js';

const linesOf = (text: string) => new Set(Array.from({ length: text.split('\n').length }, (_, n) => n + 1));
const stub = (text: string, language: Language, lines?: number[]) =>
  stubOf(text, language, lines ? new Set(lines) : linesOf(text));

/** Each `▸` is where the stub has something more. */
const stubbed = (marked: string, language: Language) => stub(marked.replaceAll('▸', ''), language) ?? '';

describe('a stub of JavaScript', () => {
  const FIRST = ' if (true) return undefined;';
  const INSTEAD = ' (true) ? undefined :';

  it.each([
    "export function a(x) {▸ if (x) { return '{ no function ) {'; } return { x }; }",
    'const c = (d) => {▸ while (d) { d -= 1; } }; // function no() { }',
    'const e = list.filter(function (n) {▸ return /[)] {/.test(n); });',
    'class B { constructor(y) { this.y = y; } m() {▸ for (const z of []) { z(); } } }',
    'class A extends mixin(B) { get x() {▸ return 1; } static async y() {▸ } async *z() {▸ } #p() {▸ } [q]() {▸ } }',
    'export default { a() {▸ }, async b() {▸ }, *c() {▸ }, get d() {▸ return 1; }, "e f"() {▸ } };',
    'export function f({ a = 3, b: { c } } = {}, [d] = []) {▸ return () => a; }',
    'async function g() {▸ for await (const x of y) { x(); } }',
    'for await (const x of y) { x(); }\nfunction h() {▸ }',
  ])('returns first in each body, and nowhere else: %s', (text) =>
    expect(stubbed(text, 'js')).toBe(text.replaceAll('▸', FIRST)),
  );

  it.each([
    'const a = (n) =>▸ n * 2;',
    'const b = n =>▸ n < 2 ? 1 : n * b(n - 1);',
    'const c = async ({ n }) =>▸ n ?? 1;',
    'const d = (a) =>▸ (b) => a || b;',
    'const e = () =>▸ ({ a: 1 }), f = [1].map((x) =>▸ x);',
  ])('gives nothing for an arrow that is an expression: %s', (text) =>
    expect(stubbed(text, 'js')).toBe(text.replaceAll('▸', INSTEAD)),
  );

  it('lets a setter give nothing', () => {
    const text = 'class A { set x(v) {▸ this.y = v; } }';
    expect(stubbed(text, 'js')).toBe(text.replaceAll('▸', ' if (true) return;'));
  });
});

describe('a stub of TypeScript', () => {
  const FIRST = ' if (true as boolean) return undefined as never;';
  const INSTEAD = ' (true as boolean) ? undefined as never :';

  it.each([
    'export function a(x: { y: string }): string {▸ return x.y; }',
    'function b(): { a: string } {▸ return { a: "" }; }',
    'function c<T extends { a: () => void }>(x: T): Promise<{ a: T; b?: () => void }> {▸ return x; }',
    "function d(): 'a' | 'b' {▸ return 'a'; }",
    'function e(x: unknown): x is { a: string }[] {▸ return true; }',
    'function f(): () => { a: string } {▸ return g; }',
    'const h = async (): Promise<void> => {▸ a(); };',
    'abstract class A<T> extends B<T> { private x: (a: T) => { b: T }; abstract y(): { c: T }; static z(): Map<string, { d: T }> {▸ } }',
    'interface C { a(): { b: string }; c: (d: number) => { e: string } }\nfunction i() {▸ }\ninterface D { a: 1 }',
    'type F = (a: string) => { b: string };\nswitch (x) { case f(y): return { a: 1 }; }\nfunction j(): asserts x {▸ }',
    'function k(a: string): string;\nfunction k(a: number): { a: number };\nfunction k(a: any): any {▸ }',
  ])('minds types: %s', (text) => expect(stubbed(text, 'ts')).toBe(text.replaceAll('▸', FIRST)));

  it.each([
    'const a: (x: string) => void = (x) =>▸ x;',
    'const b = { c: (x: number): { d: number } =>▸ ({ d: x }), e: y ? (x) =>▸ 1 : (x) =>▸ 2 };',
    'type G = { h: (i: string) => void }; interface J { k?: (l: string) => (m: string) => void }\nconst n = <T,>(x: T) =>▸ x;',
    'const o = p as (q: string) => void; const r = new Map<string, (s: string) => void>([["", (t) =>▸ t]]);',
    'declare const u: [v: string, (w: string) => void], x: (() => void) | undefined;\nlist.map((y) =>▸ y);',
    'class K { constructor(private readonly a: () => void) {} b: (c: number) => void = () =>▸ 1; }',
  ])('leaves arrows of types alone: %s', (text) => expect(stubbed(text, 'ts')).toBe(text.replaceAll('▸', INSTEAD)));

  it('loads, whatever the source', () => {
    const files = globSync('{src,scripts}/**/*.ts', { ignore: '**/*.d.ts' });
    const stubs = files.map((file) => {
      const text = readFileSync(file, 'utf8');
      return stubOf(text, 'ts', linesOf(text)) ?? '';
    });
    expect(stubs.filter(Boolean).length).toBeGreaterThan(200);
    for (const text of stubs) parseSync(text, { syntax: 'typescript', target: 'es2022' });
  });
});

describe('a stub of Python', () => {
  it('returns first in each body, behind what it says of itself, whatever the signature', () => {
    const text = `class A:
    """A class."""

    async def a(
        self,
        b: int = f(1),
    ) -> dict[str, int]:

        """Says: def no():"""
        ▸return {"b": b}

    @property
    def b[T](self) -> T:  # says: def no()
        ▸def inner():
            return 1
        return inner

def c():
    """Only says."""

def d():
    ▸return 1
`;
    expect(stub(text.replaceAll('▸', ''), 'py')).toBe(text.replaceAll(/^( *)▸/gm, '$1return\n$1'));
  });

  it('returns first on one line', () => {
    const text = 'def a(b: dict = {1: 2}) -> int: ▸return b\nasync def c(): ▸yield 1\n';
    expect(stubbed(text, 'py')).toBe(text.replaceAll('▸', 'return; '));
  });

  it('gives nothing for a lambda', () => {
    const text = 'a = sorted(b, key=lambda c, d={1: 2}:▸ c if c else d)\ne = lambda:▸ 1\n';
    expect(stubbed(text, 'py')).toBe(text.replaceAll('▸', ' None if True else '));
  });
});

describe('a stub of Go', () => {
  const values = (types: string) => `return func() (${types}) { return }()`;
  it.each([
    ['func (a *A) B(c int) (int, error)', values('_ int, _ error')],
    ['func Slug(text string) string', values('_ string')],
    ['func Do()', 'return'],
    ['func (a *A) Do(b, c int)', 'return'],
    ['func Named(a int) (n int, err error)', 'return'],
    ['func All(a []string) map[string][]int', values('_ map[string][]int')],
    ['func Call(f func() int) (int, error)', values('_ int, _ error')],
    ['func Open() chan int', values('_ chan int')],
    ['func Pipe() (chan int, <-chan struct{})', values('_ chan int, _ <-chan struct{}')],
    ['func Later(a int) func(int) (string, error)', values('_ func(int) (string, error)')],
    ['func Any(a interface{}, b ...struct{ c int }) interface{ D() }', values('_ interface{ D() }')],
    ['func Map[K comparable, V any](m map[K]V) []V', values('_ []V')],
    ['func (l *List[T]) Push(v T) *List[T]', values('_ *List[T]')],
    ['func Long(\n\ta int,\n\tf func(b string) error,\n) (\n\tint,\n\terror,\n)', values('_ int, _ error')],
  ])('gives zero values: %s', (head, first) => {
    const text = `package a\n\ntype F func(a int) error\n\n${head} {\n\tif x > 1 {\n\t\treturn y\n\t}\n}\n`;
    expect(stub(text, 'go')).toBe(text.replace(`${head} {`, `${head} { if true { ${first} };`));
  });

  it('leaves types and tables of functions alone', () => {
    const text =
      'package a\n\ntype F func(int) error\n\ntype T struct {\n\tf func() error\n}\n\nvar m = map[string]func() error{"a": b}\n';
    expect(stub(text, 'go')).toBeUndefined();
  });
});

it('a stub touches only functions with a line that was changed', () => {
  const text = 'function a() {\n  return 1;\n}\nfunction b() {\n  return 2;\n}\n';
  expect(stub(text, 'js', [5])).toBe(text.replace('function b() {', 'function b() { if (true) return undefined;'));
  expect(stub(text, 'js', [])).toBeUndefined();
  expect(stub('export const a = 1;\n', 'js')).toBeUndefined();
  const arrow = 'const a = (x) =>\n  x\n    .y;\nconst b = 1;\n';
  expect(stub(arrow, 'js', [3])).toContain('=> (true) ? undefined :');
  expect(stub(arrow, 'js', [4])).toBeUndefined();
});

it.each([
  ['a.mjs', 'js'],
  ['a.tsx', 'ts'],
  ['a.d.ts', undefined],
  ['a.py', 'py'],
  ['a.go', 'go'],
  ['a.rs', undefined],
])('the language of %s is %s', (file, language) => expect(languageOf(file)).toBe(language));
