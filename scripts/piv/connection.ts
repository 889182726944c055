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

/** A query or an update needs a worker, and a workflow that can go on; without, that is what the person is told. */
export async function answered<T>(
  { name, client }: { name: string; client: Client },
  call: () => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + patienceMs, call);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    const { heldUp } = await import('./held-up.js');
    const why = await heldUp(client, name);
    throw why
      ? new Unavailable(why, `piv status ${name}`)
      : new Unavailable('no worker is running; start one with: piv worker', 'piv worker');
  }
}
