import { runWorker } from './piv/worker.js';
if (process.argv[2] === 'worker') await runWorker();
