import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSpool, dropSpool } from '../../src/activities/spool.js';
import type { ModelReply } from '../../src/agent/model.js';
import { NO_USAGE } from '../../src/usage.js';

const reply = (text: string): ModelReply => ({
  content: [{ type: 'text', text }],
  stop: 'end_turn',
  usage: NO_USAGE,
  model: 'scripted',
});

describe('the spool', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'piv-spool-'));
  });
  afterAll(() => rm(home, { recursive: true }));

  it('keeps a reply until that of a later call has come', async () => {
    const spool = createSpool(home);
    await spool.keep('run', 'one', reply('first'), Date.now());
    expect(await spool.find('run', 'one')).toEqual(reply('first'));
    await sleep(20);
    await spool.keep('run', 'two', reply('second'), Date.now());
    expect(await spool.find('run', 'one')).toBeUndefined();
    expect(await spool.find('run', 'two')).toEqual(reply('second'));
  });

  it("does not lose a later call's reply to a worker that was held up in an earlier one", async () => {
    const spool = createSpool(home);
    const asked = Date.now() - 1_000;
    await spool.keep('held-up', 'two', reply('second'), Date.now());
    await spool.keep('held-up', 'one', reply('first, late'), asked);
    expect(await spool.find('held-up', 'two')).toEqual(reply('second'));
  });

  it('is dropped as a whole with its run', async () => {
    await dropSpool(home, 'run');
    await dropSpool(home, 'held-up');
    expect(await readdir(path.join(home, 'spool'))).toEqual([]);
  });
});
