import type { Client } from '@temporalio/client';
import { featureId } from '../../../src/workflows/messages.js';

/**
 * `unknown`: this Temporal server has no such feature. Another one may have it, so only what can be made again is
 * anybody's to remove.
 */
export type Standing = 'open' | 'ended' | 'unknown';

/** How the feature stands; with a `run`, `ended` is only said of a feature that had this run. */
export type Standings = (slug: string, run?: string) => Promise<Standing>;

/**
 * Asks Temporal about each feature once. Of `forget` a person says that no server has them any more; what is `inUse` by a
 * living worker is taken as open, whatever Temporal says.
 */
export function createStandings(client: Client, forget: string[], inUse: Set<string>): Standings {
  const known = new Map<string, Promise<Standing>>();
  const ask = (slug: string, run?: string) => {
    const key = `${slug} ${run ?? ''}`;
    const standing = known.get(key) ?? standingOf(client, slug, run);
    known.set(key, standing);
    return standing;
  };
  return async (slug, run) => {
    if (inUse.has(slug)) return 'open';
    const latest = await ask(slug);
    const standing = latest === 'ended' && run ? await ask(slug, run) : latest;
    return standing === 'unknown' && forget.includes(slug) ? 'ended' : standing;
  };
}

async function standingOf(client: Client, slug: string, run?: string): Promise<Standing> {
  const status = await statusOf(client, slug, run);
  if (status === undefined) return 'unknown';
  return status === 'RUNNING' || status === 'PAUSED' ? 'open' : 'ended';
}

/** Whether this run was refused at its start: a feature fails in no other way. */
export const wasRefused = async (client: Client, slug: string, run: string) =>
  (await statusOf(client, slug, run)) === 'FAILED';

async function statusOf(client: Client, slug: string, run?: string): Promise<string | undefined> {
  try {
    return (await client.workflow.getHandle(featureId(slug), run).describe()).status.name;
  } catch (error) {
    if (error instanceof Error && (error.name === 'WorkflowNotFoundError' || isRefused(error))) return undefined;
    throw error;
  }
}

/** Anything may stand in a repository: a name or run that Temporal can't even have. */
const isRefused = ({ cause }: Error) => (cause as { code?: number } | undefined)?.code === INVALID_ARGUMENT;

/** Of gRPC. */
const INVALID_ARGUMENT = 3;
