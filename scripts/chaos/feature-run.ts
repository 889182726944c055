import { setTimeout as sleep } from 'node:timers/promises';
import type { FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { featureId } from '../../src/workflows/messages.js';
import type { Ground } from './ground.js';

/** One feature, from its start to its end, with a person who pauses it once and resumes it. */
export interface Feature {
  slug: string;
  /** Aborts when it has ended. */
  over: AbortSignal;
  /** Its last status; rejects where it did not end by itself. */
  ended: Promise<Status>;
}

const POLL_MS = 500;

export interface FeatureOptions {
  repo: string;
  slug: string;
  hosts?: 'one' | 'many';
  /** Pauses when so many tasks have landed; never without it. */
  pauseAfter?: number;
  /** What it may be blocked by that passes: a person says `retry` until it has. */
  mends?: RegExp;
  /** Gives up then. */
  minutes: number;
}

export async function beginFeature({ swarm }: Ground, options: FeatureOptions): Promise<Feature> {
  const { repo, slug, hosts = 'one' } = options;
  const feature = await swarm.start({ name: slug, repo, autoAnswer: true, autoApprove: true, hosts });
  const over = new AbortController();
  const ended = follow(swarm.client, feature, options).finally(() => over.abort());
  ended.catch(() => undefined);
  return { slug, over: over.signal, ended };
}

type Client = Ground['swarm']['client'];

async function follow(client: Client, feature: FeatureHandle, options: FeatureOptions): Promise<Status> {
  const { slug, pauseAfter, mends, minutes } = options;
  let todo: 'pause' | 'resume' | 'nothing' = pauseAfter === undefined ? 'nothing' : 'pause';
  for (const end = Date.now() + minutes * 60_000; ; await sleep(POLL_MS)) {
    if (await isOver(client, slug)) return await feature.result();
    const status = await soon(client, () => feature.status());
    if (Date.now() > end) throw new Error(`it did not end in ${minutes} minutes; its status: ${brief(status)}`);
    if (status?.status === 'blocked') {
      const why = status.waitingFor?.text ?? '';
      if (!mends?.test(why)) throw new Error(`it is blocked: ${why}`);
      await done(feature.retry());
    }
    if (todo === 'pause' && status && landed(status) >= pauseAfter!) {
      if (await done(feature.pause('the kill matrix'))) todo = 'resume';
    } else if (todo === 'resume' && status?.status === 'paused') {
      if (await done(feature.resume())) todo = 'nothing';
    }
  }
}

/** Also where no worker and no server is there just now. */
async function isOver(client: Client, slug: string): Promise<boolean> {
  const description = await soon(client, () => client.workflow.getHandle(featureId(slug)).describe());
  return description !== undefined && description.status.name !== 'RUNNING';
}

const SOON_MS = 3_000;

/** Undefined where the answer fails, or takes long: then nobody asks on. */
async function soon<T>({ connection }: Client, ask: () => Promise<T>): Promise<T | undefined> {
  const answer = connection.withDeadline(Date.now() + SOON_MS, ask).catch(() => undefined);
  return Promise.race([answer, sleep(SOON_MS, undefined, { ref: false })]);
}

const done = (call: Promise<unknown>) =>
  call.then(
    () => true,
    () => false,
  );

const landed = ({ tasks }: Status) => tasks.filter(({ status }) => status === 'done').length;

function brief(status: Status | undefined): string {
  if (!status) return 'unknown';
  const tasks = status.tasks.map((task) => `${task.id} ${task.status} ${task.reason ?? ''}`);
  return [status.phase, status.status, status.waitingFor?.text ?? '', ...tasks].join(', ');
}
