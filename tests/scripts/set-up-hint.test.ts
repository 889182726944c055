import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setUpHint } from '../../scripts/piv/set-up-hint.js';

describe('what a start says of set-up', () => {
  let repo: string;
  beforeAll(async () => {
    repo = await mkdtemp(path.join(os.tmpdir(), 'piv-hint-'));
  });
  afterAll(() => rm(repo, { recursive: true }));

  it('is nothing where there is no lock file, and one line with the flag where there is one', async () => {
    await writeFile(path.join(repo, 'package.json'), '{}');
    expect(await setUpHint(repo, {})).toBeUndefined();
    await writeFile(path.join(repo, 'package-lock.json'), '{}');
    expect(await setUpHint(repo, {})).toMatch(/^Note {8}package-lock\.json .*--setup-network$/);
  });

  it.each([{ setupNetwork: true }, { network: ['registry.example.org'] }, { sandbox: 'off' as const }])(
    'is nothing with %j',
    async (given) => {
      expect(await setUpHint(repo, given)).toBeUndefined();
    },
  );
});
