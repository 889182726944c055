import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hostId } from '../src/host-id.js';

describe('the id of a host', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'piv-host-id-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is made once and kept, also when several ask at the same time', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => hostId(path.join(home, 'new'))));
    expect(new Set(asked).size).toBe(1);
    expect(asked[0]).toMatch(/^[a-z0-9-]+-[0-9a-f]{8}$/);
    expect(await hostId(path.join(home, 'new'))).toBe(asked[0]);
  });

  it('is another for another home', async () => {
    expect(await hostId(path.join(home, 'one'))).not.toBe(await hostId(path.join(home, 'two')));
  });
});
