import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import { proveRedActivity } from '../../src/activities/prove-red.js';
import type { Task } from '../../src/types.js';
import { QUICK_BRIEF } from '../helpers/quick-script.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';
import { PAIRS, type Pair } from './honest-pairs.js';

const TEST = 'test/it.test.js';
const SOURCE = 'src/it.js';
const HEAD = `import { describe, test } from 'node:test';\nimport assert from 'node:assert/strict';\nvoid describe;\n`;

const task: Task = {
  id: 'task-001',
  name: 'Make it',
  priority: 'high',
  kind: 'code',
  blockedBy: [],
  estimatedTokens: 1_000,
  files: [SOURCE, TEST],
  doneWhen: 'it works',
  verify: `node --test ${TEST}`,
  commit: 'feat(it): Make it',
};

jest.setTimeout(60_000);
const LANES = 2;

describe('honest work is no false alarm:', () => {
  let bench: Bench;
  let judged: Promise<Judged>[];
  beforeAll(async () => {
    bench = await openBench();
    const at = await bench.repository('honest');
    const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
    judged = PAIRS.map((pair, index) => {
      const lane = index % LANES;
      const place = { ...at.place, slug: `lane-${lane}` };
      const one = lanes[lane]!.then(() => judge(bench, { ...at, place }, pair));
      lanes[lane] = one.catch(() => undefined);
      return one;
    });
  });
  afterAll(async () => {
    await Promise.allSettled(judged);
    await bench.close();
  });

  it.each(PAIRS.map(({ name }, index) => [name, index] as const))('%s', async (_, index) => {
    const { red, green, greenTree } = await judged[index]!;
    expect(red).toMatchObject({ ok: true });
    expect(green).toMatchObject({ ok: true, tree: greenTree });
  });
});

type Judged = Awaited<ReturnType<typeof judge>>;
type At = Awaited<ReturnType<Bench['repository']>>;

async function judge(bench: Bench, { repo, place, commit, tree }: At, { name, before, test, source }: Pair) {
  const baseTree = before ? await withTexts(repo, tree, { [SOURCE]: before }) : tree;
  const redTree = await withTexts(repo, baseTree, { [TEST]: HEAD + test });
  const greenTree = await withTexts(repo, redTree, { [SOURCE]: source });
  // The suite of the example has no say in this, and no mutant is a reason to refuse.
  const commands = { testFile: QUICK_BRIEF.commands.testFile };
  const known = { place, task, commit, baseTree, commands, failedBefore: [], testFiles: ['test/**'] };
  const proposed = { ...known, tree: redTree, red: { summary: name, tests: [TEST] } };
  const red = await runActivity(proveRedActivity(bench.dependencies()), proposed);
  if (!red.ok) return { red, greenTree };
  const { sealed, tests: redTests } = red;
  const made = { ...known, tree: greenTree, sealed, redTests, blockers: [], mutants: 0 };
  return { red, green: await runActivity(proveGreenActivity(bench.dependencies()), made), greenTree };
}
