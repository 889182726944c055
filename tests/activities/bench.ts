import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Info } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createConversations } from '../../src/activities/conversations.js';
import type { Dependencies, Place } from '../../src/activities/dependencies.js';
import { createModel } from '../../src/agent/model.js';
import { loadConfig } from '../../src/config.js';
import { git } from '../../src/git/git.js';
import { openRepository, resolveBase, treeOf, type Repository } from '../../src/git/repository.js';
import { overlay } from '../../src/git/trees.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { makeRepository } from '../../scripts/demo/stage.js';

/** A folder of its own for the activities of one test file, and what a worker would hand them. */
export interface Bench {
  room: string;
  /** As a worker that has just started has them. Nothing here connects to Temporal. */
  dependencies(model?: { url: string; key?: string; idleMs?: number }): Dependencies;
  repository(name: string): Promise<{ repo: Repository; place: Place; commit: string; tree: string }>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const room = await mkdtemp(path.join(os.tmpdir(), 'piv-activities-'));
  const client = new Client({ connection: Connection.lazy() });
  const config = loadConfig({ PIV_HOME: path.join(room, 'home') });
  return {
    room,
    dependencies: ({ url, key = 'scripted', idleMs = 60_000 } = { url: 'http://127.0.0.1:9' }) => ({
      config,
      client,
      model: createModel({ apiKey: key, baseURL: url, model: config.model, idleMs, replyMs: 60_000 }),
      conversations: createConversations(),
      host: 'bench',
    }),
    async repository(name) {
      const repo = await openRepository(await makeRepository(path.join(room, name)));
      const sandbox = (await sandboxProblem()) ? 'off' : 'on';
      const commit = await resolveBase(repo);
      const place: Place = { repo: repo.root, slug: name, sandbox, setupNetwork: false };
      return { repo, place, commit, tree: await treeOf(repo, commit) };
    },
    async close() {
      await client.connection.close();
      await rm(room, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** An attempt that is never late: there is no server to be asked whether it is still waited for. */
const IN_TIME_MS = 60_000;

/** One attempt of an activity; a failure is the test's to report. */
export const activityEnvironment = (info: Partial<Info> = {}) =>
  new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: Date.now() + IN_TIME_MS, ...info },
    { logger: new DefaultLogger('ERROR') },
  );

export const runActivity = <I, R>(activity: (input: I) => Promise<R>, input: I, environment = activityEnvironment()) =>
  environment.run<[I], R, typeof activity>(activity, input);

/** `tree` with these texts in files of it. */
export async function withTexts(repo: Repository, tree: string, texts: Record<string, string>): Promise<string> {
  const entries = Object.entries(texts).map(async ([file, input]) => {
    const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input })).trim();
    return { mode: '100644', oid, path: file };
  });
  return overlay(repo, tree, await Promise.all(entries));
}
