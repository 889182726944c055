import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../src/client.js';
import { findTemporal } from '../../scripts/temporal.js';
import { choosePorts } from '../../scripts/temporal/ports.js';
import { collect, runPiv, spawnPiv } from './piv-process.js';

jest.setTimeout(60_000);

/** The commands against a server of `piv server`, as far as they go without a worker. */

let folder: string;
let address: string;
let uiUrl: string;
let environment: Record<string, string>;
let server: ChildProcess;
let serverOutput: () => string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piv-server-'));
  const { port, uiPort } = await choosePorts({});
  [address, uiUrl] = [`127.0.0.1:${port}`, `http://127.0.0.1:${uiPort}`];
  environment = {
    HOME: folder,
    PIV_HOME: join(folder, 'home'),
    PIV_TEMPORAL: await findTemporal(() => {}),
    TEMPORAL_ADDRESS: address,
  };
  server = spawnPiv(['server', '--ui-port', String(uiPort)], environment);
  serverOutput = collect(server.stdout);
  while (!serverOutput().includes('Next:') && server.exitCode === null) await sleep(50);
}, 120_000);

afterAll(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill();
    await once(server, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

const piv = (...args: string[]) => runPiv(args, environment);

describe('piv server', () => {
  test('tells where it is, and the next command', () => {
    const database = join(folder, 'home', 'temporal.db');
    expect(serverOutput().split('\n')).toEqual([
      `Temporal    ${address}`,
      `Web UI      ${uiUrl}`,
      `Database    ${database}`,
      'Next: piv worker',
      '',
    ]);
  });

  test('leaves a server alone that runs already, and says so', async () => {
    const { code, stdout } = await piv('server');
    expect(code).toBe(0);
    expect(stdout).toContain('A server runs already');
    expect(stdout).toContain(`Temporal    ${address}`);
    const elsewhere = await runPiv(['server', '--json'], { ...environment, PIV_HOME: join(folder, 'other-home') });
    expect(JSON.parse(elsewhere.stdout)).toEqual({ address, alreadyRunning: true });
  });
});

describe('without any feature', () => {
  test('the list is empty', async () => {
    const next = 'Next: piv start "<request>" --repo DIR\n';
    expect(await piv('list')).toEqual({ code: 0, stdout: `no features\n${next}`, stderr: '' });
    expect(await piv('list', '--open', '--json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  test('a name that was left out can’t be found', async () => {
    const { code, stderr } = await piv('status');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^piv: no feature is open; .*\n$/);
  });

  const ABOUT_ONE = [['status'], ['pause'], ['cancel'], ['approve'], ['retry'], ['transcript'], ['answer']];
  test.each(ABOUT_ONE)('piv %s says that the feature is unknown', async (command) => {
    const stderr = 'piv: there is no feature "nobody"; see: piv list\n';
    expect(await piv(command, 'nobody')).toEqual({ code: 2, stdout: '', stderr });
  });

  test('a name that is no slug is told as such', async () => {
    const { code, stderr } = await piv('status', 'My_Feature');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^piv: name: "My_Feature" must be a slug.*\n$/);
  });

  test('an input that can’t be right starts nothing', async () => {
    const refused = [
      await piv('start', ' ', '--repo', folder),
      await piv('start', 'a login', '--repo', folder, '--name', 'My_Login'),
      await piv('start', '???', '--repo', folder),
      await piv('start', 'a login', '--repo', folder, '--max-parallel', '99'),
    ];
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const fields = refused.map(({ stderr }) => /^piv: (\w+): /.exec(stderr)?.[1]);
    expect(fields).toEqual(['request', 'name', 'name', 'maxParallel']);
    expect((await piv('list', '--json')).stdout).toBe('[]\n');
  });
});

describe('a feature that no worker has taken', () => {
  const page = (id: string) => `${uiUrl}/namespaces/default/workflows/${id}`;

  test('is started, and says that it waits for a worker', async () => {
    expect(await piv('start', 'Add a login', '--repo', folder)).toEqual({
      code: 0,
      stdout: [
        'Started     add-a-login (workflow feature-add-a-login)',
        'Limits      no limit in dollars; after one session of 200K tokens it waits for you (more: --sessions)',
        `Web UI      ${page('feature-add-a-login')}`,
        'Waiting     no worker is running; it starts as soon as one does',
        'Next: piv worker',
        '',
      ].join('\n'),
      stderr: '',
    });
    const client = await connect(address);
    const { raw } = await client.workflow.getHandle('feature-add-a-login').describe();
    const history = await client.workflow.getHandle('feature-add-a-login').fetchHistory();
    await client.connection.close();
    expect(raw.workflowExecutionInfo?.taskQueue).toBe('piv');
    const [input] = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    expect(JSON.parse(Buffer.from(input?.data ?? []).toString())).toEqual({
      request: 'Add a login',
      repo: folder,
      setupNetwork: true,
    });
  });

  test('keeps its name', async () => {
    const { code, stderr } = await piv('start', 'Add a login', '--repo', folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^piv: name: the feature "add-a-login" exists already; .*add-a-login-2\n$/);
  });

  test('can’t say how it stands, nor take an update', async () => {
    const [status, update] = await Promise.all([piv('status', 'add-a-login'), piv('approve', 'add-a-login', '--json')]);
    const stderr = 'piv: no worker is running; start one with: piv worker\n';
    expect([status, update]).toEqual([0, 1].map(() => ({ code: 4, stdout: '', stderr })));
  }, 60_000);

  test('takes signals, and is found without its name', async () => {
    const { code, stdout, stderr } = await piv('pause', '--reason', 'lunch');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^add-a-login pauses .*\nNext: piv worker\n$/);
    expect(stderr).toBe('feature: add-a-login\npiv: no worker is running; start one with: piv worker\n');
  }, 60_000);

  test('has to be named once there are two', async () => {
    const options = ['--auto-answer', '--auto-approve', '--session-tokens', '5000', '--sandbox', 'off'];
    const started = await piv('start', 'Second', '--repo', folder, '--name', 'second', '--json', ...options);
    expect(JSON.parse(started.stdout)).toEqual({
      feature: 'second',
      workflowId: 'feature-second',
      webUi: page('feature-second'),
      worker: false,
    });
    while (JSON.parse((await piv('list', '--json')).stdout).length < 2) await sleep(100);
    const { code, stderr } = await piv('status');
    expect(code).toBe(2);
    expect(stderr).toBe('piv: several features are open (second, add-a-login); name one of them\n');
    const { stdout } = await piv('list', '--open');
    expect(stdout).toMatch(/^\| second +\| running \| - +\| .*\n\| add-a-login +\| running/m);
  }, 60_000);

  test('that was terminated has failed, says why, and takes nothing any more', async () => {
    const client = await connect(address);
    await client.workflow.getHandle('feature-second').terminate('by the test');
    await client.connection.close();
    const { code, stdout } = await piv('status', 'second', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ feature: 'second', status: 'failed', failure: 'by the test' });
    expect((await piv('status', 'second')).stdout).toMatch(/\nNext: piv doctor --fix\n$/);
    for (const command of ['pause', 'retry']) {
      const stderr = 'piv: the feature "second" has ended (terminated); see: piv status second\n';
      expect(await piv(command, 'second')).toEqual({ code: 2, stdout: '', stderr });
    }
    expect((await piv('transcript', 'second/task-001')).stderr).toContain('"second" has no task "task-001"');
  });
});

describe('at the end', () => {
  test('Ctrl-C stops the server, and nothing answers any more', async () => {
    server.kill('SIGINT');
    const [code] = (await once(server, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect((await piv('list')).code).toBe(4);
  });
});
