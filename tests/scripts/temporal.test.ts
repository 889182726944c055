import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { identify, isAlive } from '#scripts/lock.mjs';
import { run } from '#scripts/step.mjs';
import { findTemporal, runningServer, startServer, type Server } from '../../scripts/temporal.js';

const YEAR_SECONDS = 365 * 24 * 3600;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piv-temporal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('findTemporal', () => {
  const named = process.env['PIV_TEMPORAL'];
  afterEach(() => {
    if (named === undefined) delete process.env['PIV_TEMPORAL'];
    else process.env['PIV_TEMPORAL'] = named;
  });

  test('says which binary PIV_TEMPORAL names in vain', async () => {
    const missing = join(folder, 'no-such-binary');
    process.env['PIV_TEMPORAL'] = missing;
    await expect(findTemporal(() => {})).rejects.toThrow(`PIV_TEMPORAL names ${missing}`);
  });
});

describe('startServer', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  const start = async (extra = {}) => {
    const binary = await findTemporal(() => {});
    const files = { dbFile: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log') };
    const server = await startServer({ binary, ...files, ...extra });
    servers.push(server);
    return server;
  };

  const namespace = async (verb: string, { address }: Server) => {
    const binary = await findTemporal(() => {});
    const { code } = await run(binary, ['operator', 'namespace', verb, '--namespace', 'kept', '--address', address]);
    return code;
  };

  test('serves with the search attributes, a retention of a year and a Web UI', async () => {
    const { address, uiUrl = '' } = await start();
    const connection = await Connection.connect({ address });
    const [attributes, { config }] = await Promise.all([
      connection.operatorService.listSearchAttributes({ namespace: 'default' }),
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    ]);
    await connection.close();
    expect(Object.keys(attributes.customAttributes ?? {})).toEqual(
      expect.arrayContaining(['PivFeature', 'PivPhase', 'PivStatus']),
    );
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(YEAR_SECONDS);
    expect((await fetch(uiUrl)).status).toBe(200);
  });

  test('starts again on the database of a server that was killed', async () => {
    const killed = await start();
    expect(await namespace('create', killed)).toBe(0);
    const identity = identify(killed.pid) ?? '';
    process.kill(killed.pid, 'SIGKILL');
    while (isAlive(identity)) await sleep(10);
    expect(await namespace('describe', await start())).toBe(0);
  });

  test('refuses a second server on a database, and knows the first one', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`served already: ${first.address}, process ${first.pid}`);
    expect(runningServer(join(folder, 'temporal.db'))?.address).toBe(first.address);
    await first.stop();
    expect(runningServer(join(folder, 'temporal.db'))).toBeUndefined();
  });

  test('names the port that is taken', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
    taken.close();
  });

  test('shows the end of the log when the server ends at once', async () => {
    await expect(start({ dbFile: folder })).rejects.toThrow("The Temporal server didn't start");
    expect(await readFile(join(folder, 'temporal.log'), 'utf8')).not.toBe('');
  });
});
