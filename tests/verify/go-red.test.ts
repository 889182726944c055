import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plainText } from '../../src/inside.js';
import { canaryFor, sings } from '../../src/verify/canary.js';
import { judgeRed } from '../../src/verify/red.js';
import { runTests } from '../../src/verify/run-tests.js';

/** A library whose package is the root of its module, and has another name than its folder. */
const LIBRARY = {
  'go.mod': 'module example.test/go-shapes/v2\n\ngo 1.21\n',
  'shapes.go': `package shapes

type Options struct{ Head int }
type Shape interface{ Area() int }
type Circle struct{}
type Tree[T any] struct{}

func (Circle) Side() int      { return 1 }
func Area(a int) int          { return a * a }
func Get(k string) string     { return k }
`,
};
const outside = (body: string) => `package shapes_test

import (
	"strings"
	"testing"

	"example.test/go-shapes/v2"
)

func TestNew(t *testing.T) {
	_ = strings.ToUpper(string(rune(shapes.Area(1))))
${body}
}
`;
const TEST = 'shapes_test.go';
const itHasGo = spawnSync('go', ['version']).status === 0 ? it : it.skip;

jest.setTimeout(400_000);
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'piv-go-red-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function run(files: Record<string, string>, test: string) {
  const root = await mkdtemp(path.join(dir, 'module-'));
  for (const [file, text] of Object.entries({ ...LIBRARY, ...files })) {
    await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  const env = { GOCACHE: path.join(dir, 'cache'), GOFLAGS: '-mod=mod', GOPROXY: 'off' };
  const confine = { mode: 'off' as const, root, network: false as const, commandPath: [], readable: [], env };
  return { root, run: await runTests({ command: 'go test' }, { dir: root, confine }, { files: [test] }) };
}

async function judge(files: Record<string, string>, plannedFiles: string[], test = TEST) {
  const found = await run(files, test);
  return judgeRed({
    run: found.run,
    newTests: [test],
    plannedFiles,
    isTestFile: (file) => file.endsWith('_test.go'),
    existing: (file) => file in LIBRARY,
    textOf: (file) => plainText(found.root, file),
  });
}

const MISSING = `	tree := &shapes.Tree[int]{}
	tree.Walk()
	list := []shapes.Circle{}
	list.Len()
	var c shapes.Circle
	c.Side(3)
	var s shapes.Shape = c
	_ = shapes.Options{Tail: 3}
	_ = shapes.Area("x")
	a, err := shapes.Get("a")
	var n string = shapes.Area(2)
	shapes.Area(1, 2)
	_, _, _, _ = a, err, n, s
	_ = shapes.New()`;
const INSIDE = `package shapes\n\nimport "testing"\n\nfunc TestVolume(t *testing.T) { if Volume(2) != 8 { t.Fail() } }\n`;
const NEW_PACKAGE = `package ink_test

import (
	"testing"

	"example.test/go-shapes/v2/ink"
)

func TestBlue(t *testing.T) { if ink.Blue() != 1 { t.Fail() } }
`;

describe('a Go test is red', () => {
  itHasGo.each<[string, Record<string, string>, string[], string?]>([
    ['of the root package', { [TEST]: INSIDE }, ['shapes.go']],
    ['of another package there, for more than ten errors', { [TEST]: outside(MISSING) }, ['shapes.go']],
    ['of a package that is to be made', { 'ink/ink_test.go': NEW_PACKAGE }, ['ink/ink.go'], 'ink/ink_test.go'],
  ])('%s', async (_, files, planned, test = TEST) => {
    expect(await judge(files, planned, test)).toEqual({ ok: true, failing: [test] });
  });
});

describe('a Go test is refused', () => {
  itHasGo.each<[string, string, string[], RegExp]>([
    ['for what the package testing lacks', outside(`${MISSING}\n\tt.Foo()`), ['shapes.go'], /t\.Foo undefined/],
    ['for a bare name in another package', outside('\tNew()'), ['shapes.go'], /undefined: New"/],
    ['for a function of the standard library', outside('\tstrings.Trimm("")'), ['shapes.go'], /strings\.Trimm/],
    [
      'for what it does not use, the twelfth of its errors',
      outside(`${MISSING}\n\tz := 1`),
      ['shapes.go'],
      /declared and not used: z/,
    ],
    ['for a package of which nothing is planned', outside(MISSING), ['draw/draw.go'], /tree\.Walk undefined/],
  ])('%s', async (_, text, planned, reason) => {
    expect(await judge({ [TEST]: text }, planned)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

itHasGo.each([TEST, 'draw/draw_test.go'])('a canary in %s is a test, and is reported', async (test) => {
  const text = `package shapes\n\nimport "testing"\n\nfunc TestNothing(t *testing.T) {}\n`;
  const canary = canaryFor(test, text, 'a1234')!;
  const found = await run({ 'draw/draw.go': 'package shapes\n', [test]: canary.text }, test);
  expect(sings(found.run, canary)).toBe(true);
});
