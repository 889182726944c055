import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import type { Checkout } from '../../src/verify/checkout.js';
import { commandSteps } from '../../src/verify/detect.js';
import { relativePaths } from '../../src/verify/relative-paths.js';
import { parseGoTestReport } from '../../src/verify/reports/go-test.js';
import { runTests } from '../../src/verify/run-tests.js';
import { seenFrom } from '../../src/verify/seen-from.js';

const API_TEST = `
from sums import add, crash
def test_adds(): assert add(1, 2) == 4
def test_crashes(): crash()
`;
const FILES: Record<string, string> = {
  'package.json': JSON.stringify({ workspaces: ['packages/*'], scripts: { web: 'npm test -w web' } }),
  'packages/web/package.json': JSON.stringify({ name: 'web', type: 'module', scripts: { test: 'node --test' } }),
  'packages/web/test/sum.test.js': `
    import test from 'node:test'; import { sum } from '../src/sum.js'; test('adds', () => sum(1, 2));`,
  'services/api/pyproject.toml': '[tool.pytest.ini_options]\npythonpath = ["."]\n',
  'services/api/sums.py': 'def add(a, b): return a + b\ndef crash(): raise KeyError("x")\n',
  'services/api/tests/test_sums.py': API_TEST,
  'services/plain/sums.py': 'def add(a, b): return a + b\ndef crash(): raise KeyError("x")\n',
  'services/plain/test_plain.py': API_TEST,
  'services/go/go.mod': 'module example.com/go\n\ngo 1.21\n',
  'services/go/sum/sum_test.go': `package sum
import "testing"
func TestSum(t *testing.T) { t.Errorf("no sum") }
`,
};

// Pytest is where it is installed.
const itHasPytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0 ? it : it.skip;
const mode = (await sandboxProblem()) ? 'off' : 'on';

let dir = '';
beforeAll(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-packages-')));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("a package's own command", () => {
  const run = async (command: string, ...files: string[]) => {
    const checkout: Checkout = { dir, confine: { mode, root: dir, readable: [], network: false, commandPath: [] } };
    const { tests, loadErrors, missing } = await runTests({ command }, checkout, { files });
    expect(missing).toBeUndefined();
    return { tests, loadErrors };
  };

  it.each([
    ['cd packages/web && npm test', 'packages/web', 'node-test'],
    ['npm test --workspace packages/web', 'packages/web', 'node-test'],
    ['npm run web', 'packages/web', 'node-test'],
    ['npm -w web test', 'packages/web', 'node-test'],
    ['npm --prefix=packages/web test', 'packages/web', 'node-test'],
    ['pnpm --filter web test', 'packages/web', 'node-test'],
    ['pnpm --filter=web exec vitest run', 'packages/web', 'vitest'],
    ['yarn workspace web test', 'packages/web', 'node-test'],
    ['go test -C services/go ./...', 'services/go', 'go-test'],
    ['uv run --directory services/api pytest', 'services/api', 'pytest'],
    ['npm test --workspace nowhere', '', 'unknown'],
  ])('is found where it runs: %s', async (command, folder, tool) => {
    const step = (await commandSteps(command, dir)).at(-1);
    expect({ folder: path.relative(dir, step?.dir ?? ''), tool: step?.tool }).toEqual({ folder, tool });
  });

  it.each(['cd packages/web && npm test', 'npm test -w web', 'npm run web --'])(
    'of Node is given files, and says of them, by their paths in the repository: %s',
    async (command) => {
      const { loadErrors } = await run(command, 'packages/web/test/sum.test.js');
      const message = "Cannot find module 'packages/web/src/sum.js' imported from packages/web/test/sum.test.js";
      expect(loadErrors).toMatchObject([{ file: 'packages/web/test/sum.test.js', error: { message } }]);
    },
  );

  it('takes files that are named as it names them', async () => {
    const { loadErrors } = await run('cd packages/web && node --test', 'test/sum.test.js');
    expect(loadErrors.map(({ file }) => file)).toEqual(['packages/web/test/sum.test.js']);
  });

  itHasPytest.each([
    ['services/api/tests/test_sums.py', 'services/api'],
    ['services/plain/test_plain.py', 'services/plain'],
  ])('of Python, with settings of its own or without: %s', async (file, folder) => {
    const { tests } = await run(`cd ${folder} && python3 -m pytest`, file);
    expect(tests.map((test) => [test.file, test.name, test.status])).toEqual([
      [file, 'test_adds', 'failed'],
      [file, 'test_crashes', 'failed'],
    ]);
    expect(tests[1]?.error?.stack).toMatch(new RegExp(`^    at ${folder}/sums\\.py:2$`, 'm'));
  });

  it('of Go, whose files and packages are those of a module of its own', async () => {
    const inner = path.join(dir, 'services/go');
    const { inward, outward } = seenFrom(inner, dir);
    expect(inward('services/go/sum/sum_test.go')).toBe('sum/sum_test.go');
    const events = [
      { Action: 'start' },
      { Action: 'output', Test: 'TestSum', Output: '    sum_test.go:3: no sum\n' },
      { Action: 'fail', Test: 'TestSum' },
      { Action: 'fail' },
    ];
    const text = events.map((event) => JSON.stringify({ ...event, Package: 'example.com/go/sum' }));
    const { tests } = outward(parseGoTestReport(text.join('\n'), relativePaths(inner), inner));
    const file = 'services/go/sum/sum_test.go';
    expect(tests).toMatchObject([{ file, name: 'TestSum', status: 'failed' }]);
    expect(tests[0]?.error?.stack).toContain(`at ${file}:3`);
  });
});
