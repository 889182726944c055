import path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadConfig, type Config } from '../../src/config.js';
import { FAILURES, PivError } from '../../src/errors.js';
import { homeProblem } from '../../src/home.js';
import { runningServer } from '../temporal/server.js';
import { isSameAddress } from './addresses.js';
import { Unavailable } from './failures.js';

/** Where things are, as far as the environment of a command tells. */

export function configuration(): Config {
  try {
    return loadConfig();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PivError(FAILURES.invalidInput, `the environment has a wrong value: ${why}`);
  }
}

/** The database of `piv server`, unless it is told another. */
export const databaseFile = () => path.join(configuration().home, 'temporal.db');

/** What every command connects to. */
export const configuredAddress = () => loadClientConnectConfig().connectionOptions.address ?? 'localhost:7233';

/** Who has no PIV_HOME runs no server from there, and can do without. */
function serverOfHome() {
  try {
    return runningServer(databaseFile());
  } catch {
    return undefined;
  }
}

/** For what keeps something there, before it begins. */
export async function requireHome(home: string): Promise<void> {
  const problem = await homeProblem(home);
  if (problem) throw new Unavailable(problem);
}

/** A workflow's page, where `piv server` runs the server: of another's Web UI nothing is known. */
export function webUi(workflowId: string): string | undefined {
  const server = serverOfHome();
  if (!server?.uiUrl || !isSameAddress(server.address, configuredAddress())) return undefined;
  const { namespace = 'default' } = loadClientConnectConfig();
  return `${server.uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
