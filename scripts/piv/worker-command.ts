import type { Command } from 'commander';
import type { Config } from '../../src/config.js';
import { addCommand, reporting } from './command.js';
import { requireListener } from './connection.js';
import { present } from './report.js';
import { quoted } from './shell.js';

export function addWorker(program: Command): void {
  addCommand(program, {
    usage: 'worker',
    summary: 'run a worker until Ctrl-C: it does what features need done',
    about:
      'It needs a Temporal server, and something that signs in to the model: an API key\n' +
      '(ANTHROPIC_API_KEY), a token (ANTHROPIC_AUTH_TOKEN) or a profile (ant auth login).\n' +
      'PIV_PROVIDER=bedrock, vertex or foundry asks a model there, with what signs in there.\n' +
      'For a team that deploys new builds under running features: with PIV_DEPLOYMENT\n' +
      'and PIV_BUILD_ID it is a version of a worker deployment. A task stays with the\n' +
      'build that it began on; all else goes to the build that is current.',
    examples: ['ANTHROPIC_API_KEY=… piv worker'],
  }).action(reporting(work));
}

async function work({ json = false }: { json?: boolean }): Promise<undefined> {
  const { configuration, requireHome } = await import('./places.js');
  const config = configuration();
  const { requireSigner } = await import('../../src/agent/model-client.js');
  await requireSigner(config);
  await requireHome(config.home);
  await requireListener();
  const { runWorker } = await import('./worker.js');
  await runWorker(config, (host) => {
    const queues = ['piv', `piv-host-${host}`];
    const ready = `worker ready: queues ${queues.join(' and ')}; stop it with Ctrl-C`;
    const { version } = config;
    const text = version
      ? `${ready}\nIt gets what its build has begun, and all else once that is the current one.`
      : ready;
    const next = version ? makeCurrent(version) : 'piv start "<request>" --repo DIR';
    present({ text, json: { ready: true, queues, ...(version ? { version } : {}) }, next }, json);
  });
}

export const makeCurrent = ({ deploymentName, buildId }: NonNullable<Config['version']>) =>
  `temporal worker deployment set-current-version --yes --deployment-name ${quoted(deploymentName)} --build-id ${quoted(buildId)}`;
