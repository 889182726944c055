/** Small, honest work of many shapes: what is there, tests that fail, and what makes them pass. */
export interface Pair {
  name: string;
  before?: string;
  test: string;
  source: string;
}

export const PAIRS: Pair[] = [
  {
    name: 'a function',
    test: `import { add } from '../src/it.js';\ntest('adds', () => assert.equal(add(1, 2), 3));`,
    source: 'export function add(a, b) {\n  return a + b;\n}\n',
  },
  {
    name: 'an arrow that is an expression',
    test: `import { twice } from '../src/it.js';\ntest('doubles', () => assert.equal(twice(4), 8));`,
    source: 'export const twice = (n) => n * 2;\n',
  },
  {
    name: 'a class',
    test: `import { Stack } from '../src/it.js';\ntest('gives back the last', () => { const s = new Stack(); s.push(1); s.push(2); assert.equal(s.pop(), 2); });`,
    source:
      'export class Stack {\n  #items = [];\n  push(item) {\n    this.#items.push(item);\n  }\n  pop() {\n    return this.#items.pop();\n  }\n}\n',
  },
  {
    name: 'an inherited class',
    before: 'export class Shape {\n  name() {\n    return "shape";\n  }\n}\n',
    test: `import * as shapes from '../src/it.js';\ntest('has an area', () => { const s = new shapes.Square(3); assert.equal(s.area(), 9); assert.equal(s.name(), 'shape'); });`,
    source:
      'export class Shape {\n  name() {\n    return "shape";\n  }\n}\nexport class Square extends Shape {\n  constructor(side) {\n    super();\n    this.side = side;\n  }\n  area() {\n    return this.side * this.side;\n  }\n}\n',
  },
  {
    name: 'a method more',
    before: 'export class Counter {\n  n = 0;\n  up() {\n    this.n += 1;\n  }\n}\n',
    test: `import { Counter } from '../src/it.js';\ntest('is reset', () => { const c = new Counter(); c.up(); c.reset(); assert.equal(c.n, 0); });`,
    source: 'export class Counter {\n  n = 0;\n  up() {\n    this.n += 1;\n  }\n  reset() {\n    this.n = 0;\n  }\n}\n',
  },
  {
    name: 'another behaviour',
    before: 'export function greet(name) {\n  return `Hello ${name}`;\n}\n',
    test: `import { greet } from '../src/it.js';\ntest('is polite', () => assert.equal(greet('Ada'), 'Hello, Ada.'));`,
    source: 'export function greet(name) {\n  return `Hello, ${name}.`;\n}\n',
  },
  {
    name: 'an option more',
    before: 'export function cut(text) {\n  return text.slice(0, 3);\n}\n',
    test: `import { cut } from '../src/it.js';\ntest('cuts where it is told', () => { assert.equal(cut('abcdef', { at: 2 }), 'ab'); assert.equal(cut('abcdef'), 'abc'); });`,
    source: 'export function cut(text, { at = 3 } = {}) {\n  return text.slice(0, at);\n}\n',
  },
  {
    name: 'a promise',
    test: `import { later } from '../src/it.js';\ntest('comes', async () => assert.equal(await later(7), 7));`,
    source:
      'export async function later(value) {\n  await new Promise((done) => setTimeout(done, 1));\n  return value;\n}\n',
  },
  {
    name: 'a rejection',
    test: `import { load } from '../src/it.js';\ntest('fails', () => assert.rejects(load(''), /no name/));`,
    source: 'export async function load(name) {\n  if (name === "") throw new Error("no name");\n  return name;\n}\n',
  },
  {
    name: 'an error',
    test: `import { port } from '../src/it.js';\ntest('is in range', () => { assert.equal(port('80'), 80); assert.throws(() => port('0'), RangeError); assert.throws(() => port('65536'), RangeError); });`,
    source:
      'export function port(text) {\n  const n = Number(text);\n  if (n < 1 || n > 65535) throw new RangeError(text);\n  return n;\n}\n',
  },
  {
    name: 'cases in a loop',
    test: `import { roman } from '../src/it.js';\nfor (const [n, r] of [[1, 'I'], [4, 'IV'], [9, 'IX']]) test(r, () => assert.equal(roman(n), r));`,
    source:
      'const SIGNS = [[10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"]];\nexport function roman(n) {\n  for (const [value, sign] of SIGNS) if (n >= value) return sign + roman(n - value);\n  return "";\n}\n',
  },
  {
    name: 'nested suites',
    test: `import { clamp } from '../src/it.js';\ndescribe('clamp', () => { describe('below', () => { test('is the least', () => assert.equal(clamp(-1, 0, 5), 0)); }); describe('above', () => { test('is the most', () => assert.equal(clamp(9, 0, 5), 5)); }); });`,
    source: 'export const clamp = (n, least, most) => Math.min(Math.max(n, least), most);\n',
  },
  {
    name: 'a generator',
    test: `import { count } from '../src/it.js';\ntest('counts', () => assert.deepEqual([...count(3)], [0, 1, 2]));`,
    source: 'export function* count(to) {\n  for (let n = 0; n < to; n += 1) yield n;\n}\n',
  },
  {
    name: 'a default export',
    test: `import shout from '../src/it.js';\ntest('shouts', () => assert.equal(shout('hey'), 'HEY!'));`,
    source: 'export default function (text) {\n  return `${text.toUpperCase()}!`;\n}\n',
  },
  {
    name: 'a table',
    test: `import { CODES } from '../src/it.js';\ntest('has the codes', () => assert.deepEqual(CODES, { ok: 200, missing: 404 }));`,
    source: 'export const CODES = { ok: 200, missing: 404 };\n',
  },
  {
    name: 'a closure',
    test: `import { counter } from '../src/it.js';\ntest('counts by itself', () => { const next = counter(); next(); assert.equal(next(), 2); assert.equal(counter()(), 1); });`,
    source: 'export function counter() {\n  let n = 0;\n  return () => {\n    n += 1;\n    return n;\n  };\n}\n',
  },
  {
    name: 'an accessor',
    test: `import { Temperature } from '../src/it.js';\ntest('is in both', () => { const t = new Temperature(100); assert.equal(t.fahrenheit, 212); t.fahrenheit = 32; assert.equal(t.celsius, 0); });`,
    source:
      'export class Temperature {\n  constructor(celsius) {\n    this.celsius = celsius;\n  }\n  get fahrenheit() {\n    return this.celsius * 1.8 + 32;\n  }\n  set fahrenheit(value) {\n    this.celsius = (value - 32) / 1.8;\n  }\n}\n',
  },
  {
    name: 'an effect',
    test: `import { sortBy } from '../src/it.js';\ntest('sorts in place', () => { const list = [{ n: 2 }, { n: 1 }]; sortBy(list, 'n'); assert.deepEqual(list, [{ n: 1 }, { n: 2 }]); });`,
    source: 'export function sortBy(list, key) {\n  list.sort((a, b) => a[key] - b[key]);\n}\n',
  },
  {
    name: 'a pattern',
    test: `import { parse } from '../src/it.js';\ntest('reads a version', () => { assert.deepEqual(parse('1.20.3'), [1, 20, 3]); assert.equal(parse('one'), undefined); });`,
    source:
      'const VERSION = /^(\\d+)\\.(\\d+)\\.(\\d+)$/;\nexport function parse(text) {\n  return VERSION.exec(text)?.slice(1).map(Number);\n}\n',
  },
  {
    name: 'events',
    test: `import { Bell } from '../src/it.js';\ntest('rings', () => { const heard = []; const bell = new Bell(); bell.on('ring', (n) => heard.push(n)); bell.ring(2); assert.deepEqual(heard, [1, 2]); });`,
    source:
      'import { EventEmitter } from "node:events";\nexport class Bell extends EventEmitter {\n  ring(times) {\n    for (let n = 1; n <= times; n += 1) this.emit("ring", n);\n  }\n}\n',
  },
];
