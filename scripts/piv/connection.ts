import type { Client } from '@temporalio/client';
import { isListening, localPort } from './addresses.js';
import { isUnanswered, Unavailable } from './failures.js';

/** A client for as long as `use` needs it. Temporal's client is dear to load: only here, and only now. */
export async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  await requireListener();
  const { connect } = await import('../../src/client.js');
  const client = await connect();
  try {
    return await use(client);
  } finally {
    await client.connection.close();
  }
}

/** On this machine it is known at once that nothing is there; Temporal's client would try for 5 s. */
export async function requireListener(): Promise<void> {
  const { configuredAddress } = await import('./places.js');
  const address = configuredAddress();
  const port = localPort(address);
  if (port === undefined || (await isListening(port))) return;
  throw new Unavailable(`no Temporal server answers at ${address}; start one with: piv server`);
}

const PATIENCE_MS = 10_000;

/** Who is asked: a feature, or a task of it as `feature/task`. */
interface Asked {
  client: Client;
  name: string;
}

/** A query or an update needs a worker, and a workflow that can go on; without, that is what the person is told. */
export async function answered<T>(asked: Asked, call: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  try {
    return await asked.client.withDeadline(Date.now() + patienceMs, call);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    throw await whyUnanswered(asked);
  }
}

async function whyUnanswered({ client, name }: Asked): Promise<Unavailable> {
  const { featureId } = await import('../../src/workflows/messages.js');
  const { failingTask } = await import('../../src/under-way.js');
  const id = featureId(name);
  const { raw } = await client.workflow.getHandle(id).describe();
  const failing = await failingTask(client, id, raw);
  if (!failing) return new Unavailable('no worker is running; start one with: piv worker', 'piv worker');
  const end = `temporal workflow terminate --workflow-id ${id} && piv doctor --fix`;
  return new Unavailable(
    `the workflow of ${name} can't go on, its workflow tasks fail (attempt ${failing.attempt}): ${failing.last}; once that is mended it goes on by itself; or end it: ${end}`,
    `piv status ${name}`,
  );
}
