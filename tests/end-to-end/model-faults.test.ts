import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ErrorFault, Reply, Script, StreamFault } from '../../examples/scripted-model/script.js';
import { run } from '../../examples/user-authentication/script/calls.js';
import type { FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { quickScript } from '../helpers/quick-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';
import { pageOf } from '../helpers/web-ui.js';

/** Features whose model's service fails in every way it can, side by side. */

jest.setTimeout(400_000);

type Fault = NonNullable<Reply['fault']>;
const IDLE_SECONDS = 3;
const REPLY_SECONDS = 10;
const WRITE = 1;

const error = (status: number, type: string, more: Partial<ErrorFault> & { times?: number } = {}): Fault => {
  return { status, type, message: `said by the ${status}`, ...more };
};
const broken = (breaks: StreamFault['breaks'], after: StreamFault['after']): Fault => ({ breaks, after });
const asking = (wait: string) => ({ headers: { 'retry-after': wait } });

/** The turns of a feature of one task, in their order, each with a fault before its reply. */
function withFaults(faults: Fault[]): Script {
  const left = [...faults];
  const script = Object.entries(quickScript()).map(([key, replies]) => {
    return [key, replies.map((reply) => ({ ...reply, ...(left[0] ? { fault: left.shift()! } : {}) }))] as const;
  });
  if (left.length > 0) throw new Error(`there are ${left.length} faults more than turns`);
  return Object.fromEntries(script);
}

function withFaultAt(key: string, index: number, fault: Fault, script = quickScript()): Script {
  return { ...script, [key]: script[key]!.map((reply, at) => (at === index ? { ...reply, fault } : reply)) };
}

const STREAMS = [
  broken('reset', 'middle'),
  broken('end', 'middle'),
  broken('end', 'middle'),
  broken('error', 'middle'),
  broken('silence', 'headers'),
  broken('reset', 'middle'),
  broken('pings', 'middle'),
  broken('reset', 'nothing'),
  broken('silence', 'nothing'),
  broken('error', 'middle'),
  broken('end', 'headers'),
  broken('silence', 'middle'),
];

const REFUSALS = [
  error(429, 'rate_limit_error'),
  error(429, 'rate_limit_error', asking('2')),
  error(429, 'rate_limit_error', asking(new Date(Date.now() + 20_000).toUTCString())),
  error(500, 'api_error'),
  error(503, 'api_error'),
  error(408, 'timeout_error'),
  error(409, 'conflict_error'),
  error(504, 'timeout_error'),
  error(529, 'overloaded_error', { times: 2 }),
];

const FOR_PEOPLE: [Fault, RegExp][] = [
  [error(401, 'authentication_error'), /the API key was refused: set ANTHROPIC_API_KEY/],
  [error(404, 'not_found_error'), /the model was not found: set PIV_MODEL/],
  [error(403, 'permission_error'), /the API key may not do this/],
  [
    error(429, 'rate_limit_error', { details: { error_code: 'enforced_spend_limit_reached' } }),
    /the spend limit of the account is reached/,
  ],
  [error(400, 'invalid_request_error'), /the model's service refused the request/],
  [error(402, 'billing_error'), /the account can't pay/],
];

const LONG = 30;
const NEXT = /\*\*Waiting for the model:\*\* .*529 Overloaded \(until 20.*Z\)/;
const TEN_MINUTES = error(529, 'overloaded_error', { message: 'Overloaded', ...asking('600') });

/** So much output that the conversation can be made shorter. */
function longConversation(): Script {
  const script = quickScript();
  const [read, ...rest] = script['task-001/red/1']!;
  const print = run("head -c 15000 /dev/zero | tr '\\0' x");
  const talkative: Reply = { calls: Array.from({ length: 8 }, () => print) };
  return { ...script, 'task-001/red/1': [read!, talkative, { ...talkative, text: 'Again.' }, ...rest] };
}

const SCRIPTS: Record<string, () => Script> = {
  'broken-off': () => withFaults(STREAMS),
  'turned-away': () => withFaults(REFUSALS),
  overloaded: () =>
    withFaultAt(
      'task-001/red/1',
      WRITE,
      error(529, 'overloaded_error', { headers: { 'retry-after-ms': '40' }, times: LONG }),
    ),
  patient: () => withFaultAt('task-001/red/1', WRITE, TEN_MINUTES, withFaults([TEN_MINUTES])),
  person: () => withFaults(FOR_PEOPLE.map(([fault]) => fault)),
  'too-large': () => withFaultAt('task-001/red/1', 3, error(413, 'request_too_large'), longConversation()),
  unreachable: () => quickScript(),
};

let swarm: Swarm;
let repo: string;
const features: Record<string, FeatureHandle> = {};

beforeAll(async () => {
  swarm = await openSwarm({ script: (name) => SCRIPTS[name]!(), idle: true });
  await swarm.startWorker({
    PIV_MODEL_IDLE_SECONDS: String(IDLE_SECONDS),
    PIV_MODEL_REPLY_SECONDS: String(REPLY_SECONDS),
  });
  repo = await swarm.repository();
  for (const name of Object.keys(SCRIPTS).filter((one) => one !== 'unreachable')) await start(name);
});
afterAll(async () => swarm.close());

async function start(name: string): Promise<FeatureHandle> {
  features[name] = await swarm.start({ repo, name, autoAnswer: true, autoApprove: true });
  return features[name];
}

const requestsOf = (name: string) => swarm.model.requests.filter(({ feature }) => feature === name);
const isReply = ({ status, broken: why }: { status: number; broken?: string }) => status === 200 && !why;

/** Passed; each turn was answered in full once, each fault met once, and all of it is billed. */
async function passedWith(name: string, faults: number): Promise<Status> {
  const status = await until(features[name]!, passed);
  expect(swarm.model.violations).toEqual([]);
  expect(swarm.model.leftovers(name)).toEqual([]);
  const requests = requestsOf(name);
  expect(requests.filter(({ repeated }) => repeated)).toEqual([]);
  expect(requests.filter(isReply)).toHaveLength(Object.values(SCRIPTS[name]!()).flat().length);
  expect(requests.filter((request) => !isReply(request))).toHaveLength(faults);
  const { output, ...read } = swarm.model.usage(name);
  expect(status.usage).toMatchObject(read);
  // Of a reply that was cut, what was thought is told by nobody: it is billed by no less than it can have cost.
  const cut = requests.some(({ broken: why }) => why);
  expect(status.usage.output).toBeGreaterThanOrEqual(output);
  expect(status.usage.output).toBeLessThanOrEqual(cut ? Infinity : output);
  expect(status.tokens).toBe(status.sessions.reduce((sum, { tokens }) => sum + tokens, 0));
  expect(status.commits).toHaveLength(1);
  return status;
}

it('status and the Web UI say what is waited for and until when, also after a pause; retry asks at once', async () => {
  const feature = features['patient']!;
  for (const phase of ['prime', 'execute']) {
    const { waitingFor } = await until(feature, (now) => now.phase === phase && now.status === 'waiting');
    expect(waitingFor).toMatchObject({ what: 'model', text: expect.stringMatching(/529 Overloaded/) });
    const wait = Date.parse(waitingFor!.until!) - requestsOf('patient').at(-1)!.at;
    expect(wait).toBeGreaterThanOrEqual(600_000);
    expect(wait).toBeLessThan(660_000);
    const { details } = await pageOf(swarm.client, 'feature-patient');
    expect(details).toContain(`**waiting** in **${phase}**`);
    expect(details).toMatch(NEXT);
    if (phase === 'execute') await pauseAndResume(feature);
    await feature.retry();
    await until(feature, ({ status }) => status !== 'waiting');
  }
  await passedWith('patient', 2);
});

/** A task that waits is paused at once, and waits on after resume. */
async function pauseAndResume(feature: FeatureHandle): Promise<void> {
  const page = () => pageOf(swarm.client, 'feature-patient/task-001');
  expect((await page()).details).toMatch(NEXT);
  await feature.pause();
  await until(feature, ({ status }) => status === 'paused');
  await feature.resume();
  await until(feature, ({ status }) => status === 'waiting');
  expect((await page()).details).toMatch(NEXT);
}

it('what a person has to mend blocks with the remedy, and goes on after retry', async () => {
  const feature = features['person']!;
  for (const [, remedy] of FOR_PEOPLE) {
    const { waitingFor } = await until(feature, blocked);
    expect(waitingFor).toMatchObject({ what: 'person', text: expect.stringMatching(remedy) });
    await feature.retry();
    await until(feature, (status) => !blocked(status));
  }
  await passedWith('person', FOR_PEOPLE.length);
});

describe('what passes by itself is waited for, without a person, and billed:', () => {
  it('replies that break off, and none of their calls is run', async () => {
    await passedWith('broken-off', STREAMS.length);
    expect(requestsOf('broken-off').flatMap(({ broken: how }) => how ?? [])).toEqual(
      STREAMS.map((fault) => 'breaks' in fault && fault.breaks),
    );
    expect(swarm.model.usage('broken-off').output).toBeGreaterThan(
      requestsOf('broken-off')
        .filter(isReply)
        .reduce((sum, { usage }) => sum + usage.output, 0),
    );
    const { activities } = await pageOf(swarm.client, 'feature-broken-off/task-001');
    const tools = activities.filter((line) => / turn \d+: (?!ask the model)/.test(line));
    expect(tools).toHaveLength(new Set(tools).size);
    expect(tools.filter((line) => line.includes('write test/unit/user-model.test.js'))).toHaveLength(1);
  });

  it('requests that are turned away, for as long as the service asks', async () => {
    await passedWith('turned-away', REFUSALS.length + 1);
    const [first, second] = requestsOf('turned-away').filter(({ key }) => key === 'discuss');
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(2_000);
  });

  it('a service that is overloaded for long', async () => {
    const { sessions } = await passedWith('overloaded', LONG);
    expect(sessions).toHaveLength(1);
  });
});

it('a conversation that is too large for the service is made shorter and goes on', async () => {
  await passedWith('too-large', 1);
  const task = swarm.client.workflow.getHandle('feature-too-large/task-001');
  expect(JSON.stringify(await task.query('transcript'))).toMatch(/"\[\d+ bytes left out\]"/);
});

it('a service that refuses connections is waited for until it is there again', async () => {
  await swarm.model.refuse();
  const feature = await start('unreachable');
  const { waitingFor } = await until(feature, ({ status }) => status === 'waiting');
  expect(waitingFor).toMatchObject({ what: 'model', text: expect.stringMatching(/can't be reached.*ECONNREFUSED/) });
  await swarm.model.listen();
  await passedWith('unreachable', 0);
});
