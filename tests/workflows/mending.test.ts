import { describe, expect, it } from '@jest/globals';
import type { MeasureBaseline } from '../../src/activities/measure-baseline.js';
import type { OpenStage } from '../../src/activities/open-stage.js';
import type { Commands } from '../../src/types.js';
import { FAILURES } from '../../src/errors.js';
import { submit } from '../../examples/user-authentication/script/calls.js';
import { reply } from '../helpers/asking-task.js';
import { PlayedWorkflow } from '../helpers/played-workflow.js';
import { QUICK_BRIEF } from '../helpers/quick-script.js';
import { FEATURE, SPENT, started, statusOf, TIP, workflowOf } from './played-feature.js';

/** What a person changes while a feature is blocked, and what a retry makes of it. */

const AT = { repo: '/repository', base: 'c0', tree: 't0', host: 'here', searchAttributes: [], notes: [] };
const UNREADABLE = { notes: [], unreadable: 'no test tool is behind `make test`' };
const READ = { notes: [], tests: { passed: 1, failed: [], skipped: 0 } };
const STATED = { commands: { test: { command: 'pytest', source: 'piv.config.yaml' } } };

const isOpen = (feature: PlayedWorkflow, type: string) => feature.open.some((step) => step.type === type);
const inputOf = (feature: PlayedWorkflow) => feature.open[0]!.input;
const measured = (feature: PlayedWorkflow) => (inputOf(feature) as MeasureBaseline).commands;
const opens = (feature: PlayedWorkflow) => inputOf(feature) as OpenStage;
const opened = { result: { system: 'You look.', opening: 'Look.', tools: [] } };

async function submits(feature: PlayedWorkflow, brief = QUICK_BRIEF): Promise<void> {
  await feature.end('openStage', opened);
  await again(feature, brief);
}
const again = async (feature: PlayedWorkflow, brief = QUICK_BRIEF) =>
  feature.end('callModel', reply([{ type: 'tool_use', ...submit<'prime'>(brief), id: `toolu_${feature.events}` }]));

/** Prime has submitted a command of which no result can be read, twice, and a person is asked. */
async function unreadable(): Promise<PlayedWorkflow> {
  const request = { request: 'Add users', repo: '/repository', sandbox: 'off' };
  const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request]);
  await feature.end('inspect', { result: AT });
  await submits(feature);
  const unfit = ['test `node --test`: no report. Let it write JUnit XML to {junit}'];
  await feature.end('measureBaseline', { result: { ...UNREADABLE, unfit } });
  await again(feature);
  await feature.end('measureBaseline', { result: { ...UNREADABLE, unfit } });
  return feature;
}

describe('a command of which no result can be read', () => {
  it('is told to the model once, at no cost, and then to a person with what would do', async () => {
    const feature = await unreadable();
    const { entries } = (await feature.query('transcript')) as { entries: { content: unknown }[] };
    expect(JSON.stringify(entries)).toContain('Refused, and not counted: test `node --test`: no report.');
    const { status, waitingFor } = await statusOf(feature);
    expect(status).toBe('blocked');
    expect(waitingFor?.text).toMatch(/`make test`\. .*piv\.config\.yaml.*piv commands users test=.*retry$/);
  });

  it('is another one once piv.config.yaml says so, and a retry has read that', async () => {
    const feature = await unreadable();
    await feature.update('retry', {});
    expect(inputOf(feature)).toMatchObject({ base: 'c0', known: 'c0' });
    await feature.end('readStated', { result: { stated: STATED, from: 'HEAD (12345678)' } });
    expect(measured(feature)).toMatchObject({ test: { command: 'pytest' }, testFile: { command: 'node --test' } });
    await feature.end('measureBaseline', { result: READ });
    const { notes, phase } = await statusOf(feature);
    expect(phase).toBe('discuss');
    expect(notes).toContain('piv.config.yaml holds as HEAD (12345678) has it');
  });

  it('is another one, or none, once a person says so', async () => {
    const feature = await unreadable();
    expect(await feature.update('setCommands', { change: { test: 'pytest -q', testFile: null } })).toMatchObject({
      commands: { test: { command: 'pytest -q', source: 'piv commands' } },
    });
    await feature.update('retry', {});
    await feature.end('readStated', { result: { from: 'piv/users (12345678)' } });
    expect(measured(feature)).toEqual({ test: { command: 'pytest -q', source: 'piv commands' } });
  });

  it('is looked for anew, with the reason, where a retry changes nothing', async () => {
    const feature = await unreadable();
    await feature.update('retry', {});
    await feature.end('readStated', { result: { from: 'piv/users (12345678)' } });
    await feature.end('measureBaseline', { result: UNREADABLE });
    expect(opens(feature).context).toMatchObject({ note: expect.stringContaining('`make test`') });
  });
});

it('a coverage command that gives no number is left out, and said to be', async () => {
  const request = { request: 'Add users', repo: '/repository', sandbox: 'off' };
  const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request]);
  await feature.end('inspect', { result: AT });
  const { commands, ...rest } = QUICK_BRIEF;
  await submits(feature, { ...rest, commands: { ...commands, coverage: { command: 'c8 npm test', source: 'x' } } });
  await feature.end('measureBaseline', { result: READ });
  expect((await statusOf(feature)).notes?.join()).toMatch(/coverage is not measured, as `c8 npm test` gives no number/);
  expect(await feature.query('commands')).toMatchObject({ commands });
});

it('a piv.config.yaml that cannot be read is said, and the next retry reads it again', async () => {
  const feature = await unreadable();
  await feature.update('retry', {});
  await feature.end('readStated', { failure: FAILURES.invalidInput, message: 'repo: piv.config.yaml: no YAML' });
  expect((await statusOf(feature)).waitingFor?.text).toContain('no YAML');
  await feature.update('retry', {});
  await feature.end('readStated', { result: { stated: STATED, from: 'HEAD (12345678)' } });
  expect(measured(feature).test?.command).toBe('pytest');
});

describe('a set-up that fails for want of a network', () => {
  it('has one from the retry on that grants it, and so have the steps after it', async () => {
    const request = { request: 'Add users', repo: '/repository', sandbox: 'off' };
    const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request]);
    await feature.end('inspect', { result: AT });
    await feature.end('openStage', { failure: FAILURES.setupFailed, message: 'no registry' });
    expect(await feature.update('retry', { network: ['nowhere'] })).toMatchObject({ refused: expect.any(String) });
    expect(await feature.update('retry', { env: ['PIV_HOME'] })).toMatchObject({ refused: expect.any(String) });
    await feature.update('retry', { setupNetwork: true, network: ['example.org'], env: ['DATABASE_URL'] });
    await feature.end('readStated', { result: { from: 'piv/users (12345678)' } });
    expect(opens(feature).place).toMatchObject({
      setupNetwork: true,
      network: ['example.org'],
      env: ['DATABASE_URL'],
    });
    expect((await statusOf(feature)).notes?.join()).toMatch(/reach example\.org.*DATABASE_URL.*retry/);
  });
});

it.each(['hostRefused', 'branchRewritten', 'remoteRefused', 'noSandbox', 'setupFailed'] as const)(
  'what is told as %s blocks, and a retry takes the same step again, with piv.config.yaml as it is then',
  async (kind) => {
    const request = { request: 'Add users', repo: '/repository', sandbox: 'off' };
    const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request]);
    await feature.end('inspect', { result: AT });
    await feature.end('openStage', { failure: FAILURES[kind], message: 'no room on the disk, then: retry' });
    expect((await statusOf(feature)).waitingFor).toEqual({ what: 'person', text: 'no room on the disk, then: retry' });
    await feature.update('retry', {});
    await feature.end('readStated', { result: { stated: STATED, from: 'HEAD (12345678)' } });
    expect(feature.open).toMatchObject([{ type: 'openStage' }]);
    expect((await statusOf(feature)).status).toBe('running');
  },
);

it('a phase that ended without a result is done again by a retry, and hears why', async () => {
  const request = { request: 'Add users', repo: '/repository', sandbox: 'off' };
  const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request]);
  await feature.end('inspect', { result: AT });
  await feature.end('openStage', opened);
  const blocked = { type: 'tool_use', id: 'toolu_1', name: 'blocked', input: { reason: 'there is no code here' } };
  await feature.end('callModel', reply([blocked]));
  expect((await statusOf(feature)).waitingFor?.text).toBe('prime ended without a result: there is no code here');
  await feature.update('retry', {});
  await feature.end('readStated', { result: { stated: STATED, from: 'HEAD (12345678)' } });
  expect(opens(feature).context).toMatchObject({ note: 'there is no code here', stated: STATED });
});

describe('after the approval', () => {
  it('commands that are others are run once, and hold for the next task that begins', async () => {
    const feature = await started('execute', { at: AT });
    await feature.update('setCommands', { change: { lint: 'ruff check', test: null } });
    expect(measured(feature)).toMatchObject({ lint: { command: 'ruff check' } });
    await feature.end('measureBaseline', { result: { ...READ, broken: ["`ruff check` can't be run"] } });
    expect((await statusOf(feature)).waitingFor?.text).toMatch(/^`ruff check` can't be run\. .*piv commands users/);
    await feature.update('setCommands', { change: { lint: null } });
    await feature.update('retry', {});
    await feature.end('readStated', { result: { from: 'piv/users (12345678)' } });
    await feature.end('measureBaseline', { result: READ });
    await feature.endChild(workflowOf('task-001'), { is: 'blocked', reason: 'no', ...SPENT });
    await feature.end('readBranch', TIP);
    const { brief } = feature.inputs.get(workflowOf('task-002')) as { brief: { commands: Commands } };
    expect(Object.keys(brief.commands)).toEqual(['testFile']);
  });

  it('a task that is stuck hears of what a retry grants, and piv.config.yaml is read before another begins', async () => {
    const feature = await started('execute', { at: AT });
    await feature.signal('report', {
      task: 'task-001',
      run: workflowOf('task-001'),
      tokens: 0,
      usage: {},
      attempts: 0,
      quiet: true,
      stuck: 'no registry',
    });
    await feature.update('retry', { setupNetwork: true });
    expect(feature.sent.at(-1)).toEqual({ signal: 'retry', args: [{ setupNetwork: true }] });
    expect(isOpen(feature, 'readStated')).toBe(true);
  });

  it.each([
    [{ tests: 'npm test' }, /tests.*is no command/],
    [{ test: '' }, /must not be empty/],
    [{}, /name a command/],
    [{ coverage: null }, /there is no coverage/],
  ])('%j is refused', async (change, why) => {
    const feature = await started('execute');
    expect(await feature.update('setCommands', { change })).toMatchObject({ refused: expect.stringMatching(why) });
  });
});
