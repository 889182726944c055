import type { Command } from 'commander';
import { addCommand, reporting } from './command.js';
import { withClient } from './connection.js';
import { Unavailable } from './failures.js';
import { present } from './report.js';

export function addWorker(program: Command): void {
  addCommand(program, {
    usage: 'worker',
    summary: 'run a worker until Ctrl-C: it does what features need done',
    about: 'It needs ANTHROPIC_API_KEY, and a Temporal server.',
    examples: ['ANTHROPIC_API_KEY=… piv worker'],
  }).action(reporting(work));
}

async function work({ json = false }: { json?: boolean }): Promise<undefined> {
  const { configuration } = await import('./places.js');
  const config = configuration();
  if (!config.apiKey)
    throw new Unavailable('ANTHROPIC_API_KEY is not set; export a key of the model, then: piv worker');
  await withClient(async () => undefined);
  const { runWorker } = await import('./worker.js');
  await runWorker(config, (host) => {
    const queues = ['piv', `piv-host-${host}`];
    const text = `worker ready: queues ${queues.join(' and ')}; stop it with Ctrl-C`;
    present({ text, json: { ready: true, queues }, next: 'piv start "<request>" --repo DIR' }, json);
  });
}
