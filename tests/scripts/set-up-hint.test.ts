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

  it('is nothing where there is no lock file, and the registries that it names where there is one', async () => {
    await writeFile(path.join(repo, 'package.json'), '{}');
    expect(await setUpHint(repo, {})).toBeUndefined();
    await writeFile(path.join(repo, 'package-lock.json'), '{"resolved": "https://npm.example.org/a.tgz"}');
    expect(await setUpHint(repo, {})).toMatch(
      /^Set-up {6}may reach what package-lock\.json names \(registry\.npmjs\.org, .*npm\.example\.org\), both ways; --no-setup-network/,
    );
  });

  it('is what will fail, and the way out, where it may reach none', async () => {
    expect(await setUpHint(repo, { setupNetwork: false })).toMatch(/has no network; .*: piv retry --setup-network$/);
    const network = ['registry.example.org'];
    expect(await setUpHint(repo, { setupNetwork: false, network })).toContain('has only registry.example.org');
  });

  it('is nothing where commands run unconfined', async () => {
    expect(await setUpHint(repo, { sandbox: 'off' })).toBeUndefined();
  });
});
