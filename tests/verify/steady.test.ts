import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judgeGreen } from '../../src/verify/green.js';
import { flakyOf, runSteady } from '../../src/verify/steady.js';
import { judgeSuite } from '../../src/verify/suite.js';
import { declaredBy, testStage } from '../../src/verify/validation.js';

/** Fails each first time. */
const FLAKY = `
import test from 'node:test'; import { existsSync, writeFileSync } from 'node:fs';
test('now and then', () => { if (!existsSync('ran')) { writeFileSync('ran', ''); throw new Error('not yet'); } });
test('always', () => {});`;
const BROKEN = `import test from 'node:test'; test('never', () => { throw new Error('broken'); });`;

describe('a test that fails now and then', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'piv-steady-'));
    await writeFile(path.join(dir, 'flaky.test.mjs'), FLAKY);
    await writeFile(path.join(dir, 'broken.test.mjs'), BROKEN);
  });
  afterAll(() => rm(dir, { recursive: true }));

  const command = { command: 'node --test', source: '' };
  const run = async (files: string[], failedBefore: string[] = []) => {
    await rm(path.join(dir, 'ran'), { force: true });
    const confine = { mode: 'off' as const, root: dir, readable: [], network: false as const, commandPath: [] };
    return runSteady(command, { dir, confine }, { commands: { testFile: command }, failedBefore, files });
  };

  it('is flaky: neither red nor green', async () => {
    const found = await run(['flaky.test.mjs']);
    expect(flakyOf(found)).toEqual(['flaky.test.mjs > now and then']);
    expect(judgeSuite({ run: found, failedBefore: [] })).toEqual({
      ok: true,
      passed: 1,
      flaky: ['flaky.test.mjs > now and then'],
    });
    expect(testStage('Unit Tests', found, [], declaredBy(undefined))).toMatchObject({
      status: 'passed',
      detail: '1 passed, 1 flaky: flaky.test.mjs > now and then',
    });
    const sealed = { run: found, sealed: ['flaky.test.mjs'], redTests: [] };
    expect(judgeGreen(sealed)).toMatchObject({ ok: false, reason: expect.stringContaining('now and then') });
  });

  it('excuses no other one', async () => {
    const found = await run(['flaky.test.mjs', 'broken.test.mjs']);
    expect(found.exitCode).not.toBe(0);
    expect(judgeSuite({ run: found, failedBefore: [] })).toMatchObject({ ok: false });
  });

  it('is not looked for among what failed before', async () => {
    const found = await run(['flaky.test.mjs'], ['flaky.test.mjs > now and then']);
    expect(flakyOf(found)).toEqual([]);
  });
});
