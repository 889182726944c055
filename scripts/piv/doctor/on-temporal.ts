import type { Client } from '@temporalio/client';
import { deniedText, readColumns, wrongText, type Columns } from '../../../src/activities/search-attributes.js';
import type { Config } from '../../../src/config.js';
import { knownHostId } from '../../../src/host-id.js';
import { isDead } from '../../../src/processes.js';
import { TASK_QUEUE } from '../../../src/workflows/messages.js';
import { makeCurrent } from '../worker-command.js';
import { failed, ok, warning, type Check } from './check.js';

/** What features need of the Temporal server, and who works there. Throws where it has no such namespace. */
export async function checkTemporal(client: Client, address: string, { home, version }: Config): Promise<Check[]> {
  const [server, host] = [await checkServer(client, address), await knownHostId(home)];
  const checks = [checkAttributes(client), checkWorkers(client, host).catch((error) => failed('workers', error))];
  return [server, ...(await Promise.all(version ? [...checks, checkDeployment(client, version)] : checks))];
}

/** Of gRPC. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;

async function checkServer({ workflowService, options }: Client, address: string): Promise<Check> {
  const { namespace } = options;
  const { serverVersion } = await workflowService.getSystemInfo({});
  await workflowService.describeNamespace({ namespace }).catch((error: Error & { code?: number }) => {
    // Who may not describe a namespace may still work in it.
    if (error.code === PERMISSION_DENIED) return;
    if (error.code !== NOT_FOUND) throw error;
    throw new Error(
      `there is no namespace "${namespace}"; temporal operator namespace create --namespace ${namespace}`,
    );
  });
  return ok('Temporal', `${serverVersion} at ${address}, namespace ${namespace}`);
}

/** Features run without them, too: then no list can be filtered by them. */
async function checkAttributes(client: Client): Promise<Check> {
  try {
    return aboutColumns(await readColumns(client), client.options.namespace);
  } catch (error) {
    return warning('columns', deniedText(error), 'give the user of this host that right, or do without');
  }
}

function aboutColumns({ usable, missing, wrong }: Columns, namespace: string): Check {
  const strange = Object.keys(wrong);
  const lacking = [...strange, ...missing];
  if (lacking.length === 0) return ok('columns', usable.join(', '));
  const command = (verb: string, flags: string[]) =>
    `temporal operator search-attribute ${verb} --namespace ${namespace} ${flags.join(' ')}`;
  const detail = [
    ...(strange.length > 0 ? [wrongText(wrong)] : []),
    ...(missing.length > 0 ? [`the search attributes ${missing.join(', ')} are not registered`] : []),
  ];
  const fix = [
    ...(strange.length > 0
      ? [
          command(
            'remove',
            strange.map((name) => `--name ${name}`),
          ),
        ]
      : []),
    command(
      'create',
      lacking.map((name) => `--name ${name} --type Keyword`),
    ),
  ];
  return warning('columns', detail.join('; '), fix.join(' && '));
}

/** A worker asks for work at least that often; the server goes on naming it for minutes. */
const ASKS_EVERY_SECONDS = 90;

async function checkWorkers({ workflowService, options }: Client, host: string | undefined): Promise<Check> {
  const { namespace } = options;
  const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE } });
  const since = Date.now() / 1000 - ASKS_EVERY_SECONDS;
  const living = (pollers ?? [])
    .filter(({ identity, lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) > since && mayLive(identity, host))
    .map(({ identity }) => identity);
  if (living.length === 0) return warning('workers', 'none is running', 'piv worker');
  return ok('workers', living.join(', '));
}

/** A worker's identity is `<host>:<process>`: of this host's it is known at once. */
function mayLive(identity: string | null | undefined, host: string | undefined): boolean {
  const [itsHost, worker = ''] = identity?.split(':') ?? [];
  return itsHost !== host || !isDead(worker);
}

async function checkDeployment(client: Client, version: NonNullable<Config['version']>): Promise<Check> {
  const { namespace } = client.options;
  const { deploymentName, buildId } = version;
  const current = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName }).then(
    ({ workerDeploymentInfo }) => workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId,
    () => undefined,
  );
  if (current === buildId) return ok('build', `${buildId} is the current one of ${deploymentName}`);
  const detail = `the current one of ${deploymentName} is ${current ?? 'none yet'}, not ${buildId}: that gets no new work`;
  return warning('build', detail, makeCurrent(version));
}
