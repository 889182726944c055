import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readStatedActivity, type ReadAgain } from '../../src/activities/read-stated.js';
import { makeBranch } from '../../src/git/branch.js';
import { git } from '../../src/git/git.js';
import { openBench, runActivity, type Bench } from './bench.js';

let bench: Bench;
let at: Awaited<ReturnType<Bench['repository']>>;

beforeAll(async () => {
  bench = await openBench();
  at = await bench.repository('again');
  await makeBranch(at.repo, { slug: 'again', base: at.commit, run: 'run', date: '2026-11-27T00:00:00.000Z' });
});
afterAll(() => bench.close());

const config = (test: string) => `commands: { test: ${test} }\n`;
const write = (text: string) => writeFile(path.join(at.repo.root, 'piv.config.yaml'), text);

async function commit(): Promise<void> {
  await git(at.repo.root, ['add', '-A'], {});
  await git(at.repo.root, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-qm', 'Say it'], {});
}

const read = (known = at.commit): Promise<ReadAgain> =>
  runActivity(readStatedActivity(bench.dependencies()), { place: at.place, base: at.commit, known });

it('says what is written and not committed, which does not hold', async () => {
  expect(await read()).toEqual({ from: expect.stringMatching(/^piv\/again \(/) });
  await write(config('make test'));
  const { stated, note } = await read();
  expect(stated).toBeUndefined();
  expect(note).toMatch(/piv\.config\.yaml of .* commit it, then piv retry reads it$/);
});

it("reads it as the checkout's HEAD has it, where the branch has not changed it", async () => {
  await commit();
  expect(await read()).toMatchObject({
    from: expect.stringMatching(/^HEAD \([0-9a-f]{8}\)$/),
    stated: { commands: { test: { command: 'make test' } } },
  });
});

it('says what of it is wrong', async () => {
  await write('commands: { tests: make test }\n');
  await commit();
  await expect(read()).rejects.toThrow(/piv\.config\.yaml: .*tests/);
});

it('reads it as the branch has it, once that has changed it', async () => {
  await git(at.repo.root, ['checkout', '-q', 'piv/again'], {});
  await write(config('pytest'));
  await commit();
  const tip = (await git(at.repo.root, ['rev-parse', 'HEAD'], {})).trim();
  await git(at.repo.root, ['checkout', '-q', '-'], {});
  expect(await read(tip)).toMatchObject({
    from: `piv/again (${tip.slice(0, 8)})`,
    stated: { commands: { test: { command: 'pytest' } } },
  });
});
