import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canaryFor, sings } from '../../src/verify/canary.js';
import { runTests } from '../../src/verify/run-tests.js';
import { root } from '#scripts/places.mjs';

const isHere = spawnSync('cargo', ['--version']).status === 0;

(isHere ? describe : describe.skip)('cargo test, where it is here', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'piv-cargo-'));
    await cp(path.join(root, 'tests', 'verify', 'golden', 'rust'), dir, { recursive: true });
  });
  afterAll(() => rm(dir, { recursive: true }));

  const run = (command: string, files?: string[]) => {
    const env = { CARGO_HOME: path.join(dir, '.cargo-home') };
    const confine = { mode: 'off' as const, root: dir, readable: [], network: false as const, commandPath: [], env };
    return runTests({ command }, { dir, confine }, files ? { files } : {});
  };

  it('runs the targets of files, and what follows -- stays for the tests', async () => {
    const { tests, missing, output } = await run('cargo test -q -- --test-threads=1', ['tests/slug.rs']);
    expect({ missing, count: tests.length, files: [...new Set(tests.map(({ file }) => file))] }).toEqual({
      count: 7,
      files: ['tests/slug.rs'],
    });
    expect(output).toContain('panicked at tests/slug.rs:11:5');
  }, 120_000);

  it('says why a file does not compile', async () => {
    const { tests, loadErrors, missing } = await run('cargo test', ['tests/broken.rs']);
    expect({ tests, loadErrors, missing }).toMatchObject({
      tests: [],
      loadErrors: [{ file: 'tests/broken.rs', error: { name: 'BuildError', message: 'no rules expected `"a"`' } }],
      missing: undefined,
    });
  }, 120_000);

  it('runs a canary', async () => {
    const file = 'tests/slug.rs';
    const canary = canaryFor(file, await readFile(path.join(dir, file), 'utf8'), 'a123')!;
    await writeFile(path.join(dir, file), canary.text);
    expect(sings(await run('cargo test', [file]), canary)).toBe(true);
  }, 120_000);
});
