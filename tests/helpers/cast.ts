import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { attemptAgain, type WrongTurn } from '../../examples/user-authentication/wrong-turns.js';
import type { FeatureHandle } from '../../src/client.js';
import type { TranscriptPage } from '../../src/conversation.js';
import { git } from '../../src/git/git.js';
import type { Entry, Status } from '../../src/types.js';
import { quickScript } from './quick-script.js';
import { openSwarm, until, type Swarm } from './swarm.js';

/** Features that are played side by side, each with a wrong turn of its own in a script of one task. */

export interface Part {
  turn: WrongTurn;
  /** What a person does once it is blocked. */
  mend?: (feature: FeatureHandle) => Promise<unknown>;
}

export interface Played {
  status: Status;
  /** How it stood before it was mended. */
  blocked?: Status;
  /** What the task was told after its openings: refusals of calls and submits, nudges. */
  told: string[];
  task: Entry[];
  phases: Entry[];
}

const LANES = 3;
const CAST_MS = 240_000;

/** Opens the cast of a test file before its tests, and closes it behind them. */
export function castOf(parts: Record<string, Part>): () => Cast {
  let cast: Cast;
  jest.setTimeout(CAST_MS);
  beforeAll(async () => {
    cast = await openCast(parts);
  });
  afterAll(async () => {
    await cast.done();
    await cast.swarm.close();
  });
  return () => cast;
}

async function openCast(parts: Record<string, Part>) {
  const swarm = await openSwarm({ script: (feature) => parts[feature]!.turn(quickScript()) });
  const repo = await swarm.repository();
  const names = Object.keys(parts);
  const played = new Map<string, Promise<Played>>();
  const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
  for (const [index, name] of names.entries()) {
    const lane = index % LANES;
    const one = lanes[lane]!.then(() => play(swarm, repo, name, parts[name]!));
    played.set(name, one);
    lanes[lane] = one.catch(() => undefined);
  }
  return { swarm, repo, played: (name: string) => played.get(name)!, done: () => Promise.all(lanes) };
}
export type Cast = Awaited<ReturnType<typeof openCast>>;

/** The first context ends in its red; a second one does it right. */
export function redGivenUp(turn: WrongTurn): WrongTurn {
  return (script) => {
    const { 'task-001/green/1': _unasked, ...rest } = turn(attemptAgain('task-001', 2)(script));
    return rest;
  };
}

/** Passed with the one commit of its task, and every reply of its script was asked for. */
export async function passedAtLast(cast: Cast, name: string): Promise<Played> {
  const played = await cast.played(name);
  expect(played.status.waitingFor).toBeUndefined();
  expect(played.status).toMatchObject({ status: 'passed', validation: { verdict: 'PASSED' } });
  expect(played.status.tasks).toMatchObject([{ id: 'task-001', status: 'done' }]);
  expect(await subjects(cast, name)).toEqual(['feat(models): Create User model']);
  wentAsScripted(cast, name);
  return played;
}

export function wentAsScripted({ swarm }: Cast, name: string): void {
  expect(swarm.model.leftovers(name)).toEqual([]);
  expect(swarm.model.violations).toEqual([]);
}

export async function subjects({ repo }: Cast, name: string): Promise<string[]> {
  const log = await git(repo, ['log', '--format=%s', `main..piv/${name}`]);
  return log.split('\n').filter(Boolean);
}

const over = ({ status }: Status) => status === 'passed' || status === 'failed';

async function play(swarm: Swarm, repo: string, name: string, { mend }: Part): Promise<Played> {
  const feature = await swarm.start({ repo, name, autoAnswer: true, autoApprove: true });
  let status = await until(feature, (now) => over(now) || now.status === 'blocked');
  const blocked = status.status === 'blocked' ? { blocked: status } : {};
  if (mend) {
    await mend(feature);
    status = await until(feature, over);
  }
  const [phases, task] = [
    await transcript(swarm, `feature-${name}`),
    await transcript(swarm, `feature-${name}/task-001`),
  ];
  return { status, ...blocked, told: toldIn([...phases, ...task]), task, phases };
}

async function transcript({ client }: Swarm, workflowId: string): Promise<Entry[]> {
  const handle = client.workflow.getHandle(workflowId);
  const entries: Entry[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const page: TranscriptPage = await handle.query<TranscriptPage, [{ from: number }]>('transcript', { from });
    entries.push(...page.entries);
    from = page.next;
  }
  return entries;
}

function toldIn(entries: Entry[]): string[] {
  const later = entries.filter((entry, index) => entry.role === 'user' && entries[index - 1]?.role !== 'system');
  return later.flatMap(({ content }) =>
    (content as Extract<Entry, { role: 'user' }>['content']).flatMap((block) => {
      if (block.type === 'text') return block.text.startsWith('Feature: ') ? [] : [block.text];
      return block.is_error ? [block.content] : [];
    }),
  );
}
