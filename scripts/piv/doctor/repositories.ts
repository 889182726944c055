import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { openRepository, type Repository } from '../../../src/git/repository.js';

/** Where leftovers are looked for: the repositories of this host's worktrees and clones, of features, and named ones. */
export async function repositories(home: string, named: string[], client?: Client): Promise<Repository[]> {
  const found = new Map<string, Repository>();
  const add = (repo: Repository | undefined) => repo && found.set(repo.gitDir, repo);
  for (const dir of await worktreeFolders(home)) add(await repositoryOf(dir));
  for (const clone of await foldersIn(path.join(home, 'repositories'))) add({ root: clone, gitDir: clone });
  for (const folder of [...named, ...(client ? await ofFeatures(client) : [])]) {
    add(await openRepository(folder).catch(() => undefined));
  }
  return [...found.values()];
}

/** Every worktree's folder below PIV_HOME. */
export async function worktreeFolders(home: string): Promise<string[]> {
  const keys = await foldersIn(path.join(home, 'worktrees'));
  return (await Promise.all(keys.map(foldersIn))).flat();
}

/** The repository that a worktree's folder belongs to; undefined where that is gone, or the folder is half made. */
export async function repositoryOf(dir: string): Promise<Repository | undefined> {
  const pointer = await readFile(path.join(dir, '.git'), 'utf8').catch(() => '');
  const own = /^gitdir: (.+)$/m.exec(pointer)?.[1];
  const gitDir = own && path.dirname(path.dirname(own));
  const there = gitDir && (await readFile(path.join(gitDir, 'HEAD'), 'utf8').catch(() => undefined));
  return there ? { root: gitDir, gitDir } : undefined;
}

export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

/** The newest features are asked for the repository in their input. */
const FEATURES = 200;

async function ofFeatures(client: Client): Promise<string[]> {
  const repos = new Set<string>();
  let count = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query: 'WorkflowType = "featureWorkflow"' })) {
    const repo = await inputRepo(client, { workflowId, runId });
    if (repo) repos.add(repo);
    if (++count === FEATURES) break;
  }
  return [...repos];
}

/** From the first event alone: a whole history would be megabytes. */
async function inputRepo(
  client: Client,
  execution: { workflowId: string; runId: string },
): Promise<string | undefined> {
  const { namespace } = client.options;
  const request = { namespace, execution, maximumPageSize: 1 };
  const { history } = await client.workflowService.getWorkflowExecutionHistory(request);
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  try {
    return (JSON.parse(Buffer.from(payload?.data ?? []).toString()) as { repo?: string }).repo;
  } catch {
    return undefined;
  }
}
