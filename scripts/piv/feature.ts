import type { Client } from '@temporalio/client';
import type { FeatureHandle } from '../../src/client.js';
import { FAILURES, PivError } from '../../src/errors.js';
import { withClient } from './connection.js';
import { listFeatures } from './features.js';
import { note } from './report.js';

/** The one feature that a command is about. */
export interface Feature extends FeatureHandle {
  name: string;
  client: Client;
  /** How its workflow stands now: RUNNING, COMPLETED, FAILED, … */
  execution: () => Promise<string>;
}

/** Finds the feature (without a name: the only open one) and keeps the connection for as long as `use` needs it. */
export function withFeature<T>(name: string | undefined, use: (feature: Feature) => Promise<T>): Promise<T> {
  return withClient(async (client) => {
    const { featureHandle } = await import('../../src/client.js');
    const found = name === undefined ? await onlyOpenOne(client) : await checked(name);
    const execution = () => executionOf(client, found);
    await execution();
    return use({ ...featureHandle(client, found), name: found, client, execution });
  });
}

async function checked(name: string): Promise<string> {
  const { slugSchema } = await import('../../src/types.js');
  const [problem] = slugSchema.safeParse(name).error?.issues ?? [];
  if (problem) throw new PivError(FAILURES.invalidInput, `name: "${name}" ${problem.message}; see: piv list`);
  return name;
}

async function onlyOpenOne(client: Client): Promise<string> {
  const [only, ...others] = await listFeatures(client, { open: true });
  if (!only)
    throw new PivError(FAILURES.invalidInput, 'no feature is open; start one: piv start "<request>", or name one');
  if (others.length > 0) {
    const names = [only, ...others].map(({ feature }) => feature).join(', ');
    throw new PivError(FAILURES.invalidInput, `several features are open (${names}); name one of them`);
  }
  note(`feature: ${only.feature}`);
  return only.feature;
}

async function executionOf(client: Client, name: string): Promise<string> {
  const { featureId } = await import('../../src/workflows/messages.js');
  try {
    return (await client.workflow.getHandle(featureId(name)).describe()).status.name;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
    throw new PivError(FAILURES.refused, `there is no feature "${name}"; see: piv list`);
  }
}
