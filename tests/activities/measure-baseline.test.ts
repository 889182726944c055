import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { measureBaselineActivity } from '../../src/activities/measure-baseline.js';
import type { Baseline, Commands } from '../../src/types.js';
import { openBench, runActivity, type Bench } from './bench.js';

let bench: Bench;
let at: Awaited<ReturnType<Bench['repository']>>;

beforeAll(async () => {
  bench = await openBench();
  at = await bench.repository('commands');
});
afterAll(() => bench.close());

const TEST = 'node --test test/unit/*.test.js';

async function baselineOf(commands: Record<string, string>): Promise<Baseline> {
  const named = Object.entries(commands).map(([name, command]) => [name, { command, source: 'AGENTS.md' }]);
  const { place, commit, tree } = at;
  const input = { place, commit, tree, commands: Object.fromEntries(named) as Commands, trying: true };
  return runActivity(measureBaselineActivity(bench.dependencies()), input);
}

describe('the baseline', () => {
  it('tries test, coverage and a test file by itself, and keeps how each has ended', async () => {
    const coverage = TEST.replace('--test', '--test --experimental-test-coverage');
    const baseline = await baselineOf({ test: TEST, testFile: 'node --test', coverage, lint: 'exit 3' });
    expect(baseline).toMatchObject({
      tests: { passed: expect.any(Number), failed: [] },
      coverage: expect.any(Number),
      exitCodes: { test: 0, testFile: 0, coverage: 0, lint: 3 },
    });
    expect(baseline.unfit).toBeUndefined();
    expect(baseline.unreadable).toBeUndefined();
  });

  it('names a testFile that runs other tests than those it is given, without which nothing can be proven', async () => {
    const baseline = await baselineOf({ test: TEST, testFile: 'node --test test/absent.test.js; true' });
    expect(baseline.unfit).toEqual([expect.stringMatching(/^testFile `.*`, tried on test\/unit\/\S+: /)]);
    expect(baseline.unreadable).toBe(baseline.unfit?.[0]);
  });

  it('names a command that fails though its tests pass, and one whose results are not read, with what would be', async () => {
    const { unfit, unreadable, tests } = await baselineOf({
      test: `${TEST} && echo below the threshold && exit 3`,
      coverage: 'echo no such report',
    });
    expect(tests).toMatchObject({ failed: [] });
    expect(unreadable).toBeUndefined();
    expect(unfit).toEqual([
      expect.stringMatching(/^test `.*` ended with exit code 3, though none .*; it said last: .*below the threshold\./),
      expect.stringMatching(/^coverage `echo no such report`: no test tool .*\{junit\}/),
    ]);
  });
});
