import { isDeepStrictEqual } from 'node:util';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RequestRecord } from '../../examples/scripted-model/server.js';
import { git } from '../../src/git/git.js';
import { OWNER } from '../../src/processes.js';
import type { Status } from '../../src/types.js';
import { addUsage, NO_USAGE } from '../../src/usage.js';
import type { Ground } from './ground.js';

/** What has to hold after a feature, whatever was killed meanwhile. Each gives what is wrong, in a line. */

export interface Expected {
  repo: string;
  slug: string;
  /** The branch's tree in an undisturbed run. */
  tree: string;
  /** The most calls of the model that may have been repeated; unknown where a host was lost with its last turns. */
  repeats?: number;
  /** Calls that were cut may be billed. */
  slow?: boolean;
}

export async function problemsOf(ground: Ground, status: Status, expected: Expected): Promise<string[]> {
  const { repo, slug } = expected;
  const mine = ground.swarm.model.requests.filter(({ feature }) => feature === slug);
  return [
    ...(status.validation?.verdict === 'PASSED' ? [] : [`it ended as ${status.status}, ${status.validation?.verdict}`]),
    ...(await branchProblems(status, expected)),
    ...modelProblems(ground, slug, mine, expected.repeats ?? mine.length),
    ...ledgerProblems(status, mine, expected.slow ?? expected.repeats === undefined),
    ...(await refProblems(repo, slug)),
    ...(await fsckProblems(repo)),
  ];
}

async function branchProblems(status: Status, { repo, slug, tree }: Expected): Promise<string[]> {
  const branch = `refs/heads/piv/${slug}`;
  const problems: string[] = [];
  if ((await revision(repo, `${branch}^{tree}`)) !== tree) problems.push('its tree is not that of an undisturbed run');
  const format = '--format=%H %T %(trailers:key=PIV-Step,valueonly,separator=%x2C)';
  const commits = (await git(repo, ['log', format, `main..${branch}`]))
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const wanted = status.tasks.map(({ id }) => `${slug}/${id}/land`).toSorted();
  const steps = commits.map(([, , step]) => step ?? '').toSorted();
  if (!isDeepStrictEqual(steps, wanted)) problems.push(`its commits are of the steps ${steps.join(', ')}`);
  for (const [commit, of, step = ''] of commits) {
    const green = await revision(repo, `refs/piv/${slug}/record:${step.split('/')[1]}/green`);
    if (green !== of) problems.push(`the tree of ${commit} was never proven`);
  }
  return problems;
}

const revision = (repo: string, name: string) =>
  git(repo, ['rev-parse', '--verify', '--quiet', name]).then(
    (id) => id.trim(),
    () => undefined,
  );

function modelProblems({ swarm, line }: Ground, slug: string, mine: RequestRecord[], repeats: number): string[] {
  const repeated = mine.filter((request) => request.repeated).map(({ key, turn }) => `${key} ${turn}`);
  return [
    ...swarm.model.violations.map((violation) => `the model was asked wrongly: ${violation}`),
    ...swarm.model.leftovers(slug).map((turn) => `the model was never asked for ${turn}`),
    ...line.paidTwice.map((call) => `a reply that lay in the spool was asked for again: ${call}`),
    ...(repeated.length > repeats
      ? [`${repeated.length} calls repeated, for ${repeats} that were cut: ${repeated.join(', ')}`]
      : []),
  ];
}

/**
 * A turn is billed once, as what was asked for again had never arrived. Where a host was lost with turns that had, or a
 * worker could still tell that a call was cut, those are billed each time.
 */
function ledgerProblems({ usage }: Status, mine: RequestRecord[], mayRepeat: boolean): string[] {
  const turns = new Map(mine.map((request) => [`${request.key} ${request.turn}`, request.usage]));
  const once = [...turns.values()].reduce(addUsage, NO_USAGE);
  const all = mine.map((request) => request.usage).reduce(addUsage, NO_USAGE);
  const kinds = ['input', 'output', 'cacheReads', 'cacheWrites'] as const;
  const right = (kind: (typeof kinds)[number]) =>
    mayRepeat ? usage[kind] >= once[kind] && usage[kind] <= all[kind] : usage[kind] === once[kind];
  if (kinds.every(right)) return [];
  return [`the ledger has ${JSON.stringify(usage)}, the model's service ${JSON.stringify(once)}`];
}

async function refProblems(repo: string, slug: string): Promise<string[]> {
  const refs = (await git(repo, ['for-each-ref', '--format=%(refname)', 'refs/piv', `refs/heads/piv/${slug}`]))
    .trim()
    .split('\n')
    .filter((ref) => ref.startsWith(`refs/piv/${slug}/`) || ref === `refs/heads/piv/${slug}`);
  const wanted = [`refs/heads/piv/${slug}`, `refs/piv/${slug}/record`];
  return isDeepStrictEqual(refs.toSorted(), wanted) ? [] : [`its refs are ${refs.join(', ')}`];
}

async function fsckProblems(repo: string): Promise<string[]> {
  const said = await git(repo, ['fsck', '--strict', '--no-dangling']).catch((error: Error) => error.message);
  return said.trim() ? [`git fsck: ${said.trim().slice(0, 300)}`] : [];
}

/** Where the hooks of the user's repository would leave their mark. */
export const hookMark = (repo: string) => `${repo}.hooks`;

/** What is left over when the last worker has been stopped. */
export async function leftOvers({ home, temporary, swarm, remote }: Ground, repo: string): Promise<string[]> {
  const below = async (folder: string, wanted: (file: string) => boolean) =>
    (existsSync(folder) ? await readdir(folder, { recursive: true }) : []).filter(wanted);
  const isLock = (file: string) => file.includes('.lock') || file.includes('tmp_');
  const locks = [...(await below(path.join(repo, '.git'), isLock)), ...(await below(remote, isLock))];
  const kept = ['running', 'tmp', 'spool', 'worktrees'].map(async (name) => {
    const files = await below(path.join(home, name), (file) => name !== 'worktrees' || file.includes(path.sep));
    return files.map((file) => path.join(name, file));
  });
  const worktrees = (await git(repo, ['worktree', 'list'])).trim().split('\n').slice(1);
  const left = [
    ...locks,
    ...(await Promise.all(kept)).flat(),
    ...(await readdir(temporary)),
    ...worktrees,
    ...(await processes(swarm.room)),
  ];
  const hooks = existsSync(hookMark(repo)) ? ['a hook of the repository was run'] : [];
  return [...left.map((what) => `left over: ${what}`), ...hooks];
}

/** Processes that a worker of this room has started, or the wrappers in front of them. */
async function processes(room: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = pids.map(async (pid) => {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [environment, command] = [await read('environ'), await read('cmdline')];
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    const ours = environment.split('\0').some((line) => line.startsWith(`${OWNER}=`));
    return ours && [command, environment, folder].join(' ').includes(room)
      ? [`process ${pid}: ${command.replaceAll('\0', ' ')}`]
      : [];
  });
  return (await Promise.all(found)).flat();
}
