import type { Config } from '../../src/config.js';
import { startWorker } from '../../src/workers/worker.js';

/** Runs a worker until it is told to stop; the second signal doesn't wait for running steps. */
export async function runWorker(config: Config, announce: (host: string) => void): Promise<void> {
  const worker = await startWorker(config);
  announce(worker.host);
  let asked = false;
  const stop = () => {
    if (asked) process.exit(130);
    asked = true;
    process.stderr.write('stopping: running steps may end first; again to stop at once\n');
    worker.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await worker.done;
}
