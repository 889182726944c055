import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { checkTemporal } from '../../scripts/piv/doctor/on-temporal.js';
import type { Dependencies } from '../../src/activities/dependencies.js';
import { inspectActivity, type Inspected } from '../../src/activities/inspect.js';
import { loadConfig } from '../../src/config.js';
import { git } from '../../src/git/git.js';
import { refsUnder } from '../../src/git/refs.js';
import { featureInputSchema } from '../../src/types.js';
import { DATE, openRoom, type Room } from '../git/room.js';
import { activityEnvironment } from './bench.js';

/** Of gRPC. */
const PERMISSION_DENIED = '7';
/** A message with nothing in it, not compressed. */
const EMPTY = Buffer.alloc(5);

describe('a server that lets nobody ask for search attributes', () => {
  let server: Http2Server;
  let client: Client;
  let room: Room;

  beforeAll(async () => {
    server = createServer().on('stream', (stream, { ':path': method = '' }) => {
      const head = { ':status': 200, 'content-type': 'application/grpc' };
      if (method.includes('OperatorService')) {
        const denied = { 'grpc-status': PERMISSION_DENIED, 'grpc-message': 'Request unauthorized.' };
        stream.respond({ ...head, ...denied }, { endStream: true });
        return;
      }
      stream.respond(head, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(EMPTY);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    client = new Client({ connection: Connection.lazy({ address: `127.0.0.1:${port}` }) });
  });
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room.remove());
  afterAll(async () => {
    await client.connection.close();
    server.close();
  });

  const config = () => loadConfig({ PIV_HOME: path.join(room.folder, 'home'), PIV_MODEL: 'nobody-knows' });
  const inspect = (more: object = {}): Promise<Inspected> => {
    const feature = featureInputSchema.parse({ request: 'Add b', repo: room.repo.root, sandbox: 'off', ...more });
    const input = { feature, slug: 'thing', run: 'run-1', date: DATE };
    const activity = inspectActivity({ client, host: 'here', config: config() } as Dependencies);
    return activityEnvironment().run(activity, input);
  };

  it('costs a feature its columns, and says which right that takes', async () => {
    expect(await inspect()).toMatchObject({
      base: room.first,
      searchAttributes: [],
      notes: [expect.stringMatching(/Request unauthorized.*OperatorService\/ListSearchAttributes/)],
    });
  });

  it('is a warning of the doctor, and keeps it from nothing else', async () => {
    const checks = await checkTemporal(client, 'there', config());
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ['Temporal', 'ok'],
      ['columns', 'warning'],
      ['workers', 'warning'],
    ]);
  });

  it('has a feature refused that is to cost no more than so much, where its model has no price', async () => {
    await expect(inspect({ maxCost: 5 })).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringMatching(/^maxCost: the model nobody-knows has no price.*PIV_PRICES/),
    });
    expect(await refsUnder(room.repo, 'refs/heads/piv')).toEqual([]);
  });

  it('has a feature by PIV-Swarm, with a note, whose user is nobody to git', async () => {
    await git(room.repo.root, ['config', 'user.name', '.']);
    const { identity, notes } = await inspect();
    expect(identity).toBeUndefined();
    expect(notes).toContainEqual(expect.stringContaining('commits are by PIV-Swarm until that is mended'));
  });

  it('has a feature refused in git’s words, with nothing made, where its commit can’t be read', async () => {
    await git(room.repo.gitDir, ['config', 'core.repositoryFormatVersion', '7']);
    await expect(inspect()).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining('Expected git repo version <= 1, found 7. Mend that, then start again'),
    });
  });
});
