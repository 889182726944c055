import { existsSync } from 'node:fs';
import { openShared } from '../../../src/git/clone.js';
import { runOf } from '../../../src/git/leftovers.js';
import { hiddenRefs, recordRef, startRef } from '../../../src/git/names.js';
import { fetchRefs, originOf, push, remoteRefs } from '../../../src/git/remote.js';
import { openRepository, type Repository } from '../../../src/git/repository.js';
import { isUrl } from '../../../src/repository-url.js';
import type { ListedInput } from './inputs.js';
import type { Leftover } from './leftovers.js';
import type { Standings } from './standings.js';

/** What hosts shared on a remote for features that have ended. */
export interface OnRemotes {
  leftovers: Leftover[];
  /** Why a remote could not be asked. */
  failures: string[];
}

export async function deadOnRemotes(home: string, inputs: ListedInput[], standings: Standings): Promise<OnRemotes> {
  const leftovers: Leftover[] = [];
  const failures = new Set<string>();
  const seen = new Set<string>();
  const ask = askOnce();
  for (const { slug, repo, hosts } of inputs) {
    if ((await standings(slug)) !== 'ended' || !(isUrl(repo) || hosts === 'many')) continue;
    try {
      const at = await sharedAt(home, repo);
      if (!at || seen.has(`${at.url} ${slug}`)) continue;
      seen.add(`${at.url} ${slug}`);
      leftovers.push(...(await deadOn(at, await ask(at), slug, standings)));
    } catch (error) {
      failures.add(error instanceof Error ? error.message : String(error));
    }
  }
  return { leftovers, failures: [...failures] };
}

/** What is ours on a remote: each is asked once, however many features it has. */
function askOnce() {
  const asked = new Map<string, ReturnType<typeof remoteRefs>>();
  return ({ repo, url }: Shared) => {
    const refs = asked.get(url) ?? remoteRefs(repo, url, 'refs/piv/*');
    asked.set(url, refs);
    return refs;
  };
}

interface Shared {
  repo: Repository;
  url: string;
}

async function sharedAt(home: string, repo: string): Promise<Shared | undefined> {
  if (isUrl(repo)) return { repo: await openShared(home, { repo }), url: repo };
  if (!existsSync(repo)) return undefined;
  const here = await openRepository(repo);
  const url = await originOf(here);
  return url === undefined ? undefined : { repo: here, url };
}

/** Another Temporal server may have a feature of this name on the same remote: the run that began it tells. */
async function deadOn(
  { repo, url }: Shared,
  refs: Map<string, string>,
  slug: string,
  standings: Standings,
): Promise<Leftover[]> {
  const start = refs.get(startRef(slug));
  if (start) await fetchRefs(repo, url, [startRef(slug)]);
  if ((await standings(slug, start && (await runOf(repo, start)))) !== 'ended') return [];
  const passing = [...refs.keys()].filter((ref) => ref.startsWith(hiddenRefs(slug)) && ref !== recordRef(slug));
  return passing.map((ref) => ({
    kind: 'ref',
    what: ref,
    why: `its feature has ended; on ${url}`,
    remove: async () => void (await push(repo, url, { refspecs: [`:${ref}`] })),
  }));
}
