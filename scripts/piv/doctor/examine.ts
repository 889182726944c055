import type { Client } from '@temporalio/client';
import { withClient } from '../connection.js';
import { configuration, configuredAddress } from '../places.js';
import { failed, ok, problem, warning, type Check } from './check.js';
import { findLeftovers, type Leftover, type Search } from './leftovers.js';
import { checkHost } from './on-this-host.js';
import { checkRepositories } from './on-repositories.js';
import { checkTemporal } from './on-temporal.js';

/** What became of something that was left: found, or removed as well. */
export type Outcome = Omit<Leftover, 'remove'> & { removed: boolean; failure?: string };

export interface Examination {
  checks: Check[];
  leftovers: Outcome[];
}

type Wishes = Pick<Search, 'repos' | 'forget'> & { fix: boolean };

/** Looks at this host, its Temporal server and all that was left behind, and with `fix` removes that. */
export async function examine(wishes: Wishes): Promise<Examination> {
  const config = configuration();
  const host = await checkHost(config);
  const hasGit = host.some(({ name, state }) => name === 'git' && state === 'ok');
  if (hasGit) host.push(...(await checkRepositories(wishes.repos)));
  try {
    return await withClient(async (client) => {
      const server = await checkTemporal(client, configuredAddress(), config);
      return after([...host, ...server], await lookAround(wishes, config.home, client));
    });
  } catch (error) {
    return after([...host, failed('Temporal', error), ONLY_LOCKS], await lookAround(wishes, config.home));
  }
}

const after = (before: Check[], { checks, leftovers }: Examination) => ({ checks: [...before, ...checks], leftovers });

const ONLY_LOCKS = warning(
  'judgement',
  'only Temporal knows which worktrees, refs and replies are still needed: they were left alone',
  'start the server, then again: piv doctor',
);

/** Never throws: what can't be looked into is a problem of its own. */
async function lookAround({ fix, ...wishes }: Wishes, home: string, client?: Client): Promise<Examination> {
  try {
    const { leftovers, unknown, failures } = await findLeftovers({ ...wishes, home, client });
    const outcomes: Outcome[] = [];
    for (const { remove, ...leftover } of leftovers) {
      outcomes.push({ ...leftover, ...(fix ? await attempt(remove) : { removed: false }) });
    }
    return {
      checks: [...unknown.map(aboutUnknown), ...failures.map(aboutRemote), summary(outcomes)],
      leftovers: outcomes,
    };
  } catch (error) {
    return { checks: [failed('leftovers', error)], leftovers: [] };
  }
}

async function attempt(remove: () => Promise<void>): Promise<{ removed: boolean; failure?: string }> {
  try {
    await remove();
    return { removed: true };
  } catch (error) {
    return { removed: false, failure: error instanceof Error ? error.message : String(error) };
  }
}

const aboutUnknown = (slug: string) =>
  warning(
    'refs',
    `refs/piv/${slug}/ may be of a feature of another Temporal server: this one has no such run`,
    `if none has it any more: piv doctor --fix --forget ${slug}`,
  );

const aboutRemote = (failure: string) =>
  warning('remote', failure, 'see that this user may push there, then again: piv doctor');

function summary(outcomes: Outcome[]): Check {
  const left = outcomes.filter(({ removed }) => !removed).length;
  if (left > 0) return problem('leftovers', String(left), 'piv doctor --fix');
  return ok('leftovers', outcomes.length > 0 ? `none any more, ${outcomes.length} removed` : 'none');
}
