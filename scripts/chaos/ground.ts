import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Script } from '../../examples/scripted-model/script.js';
import { identityOf } from '../../src/processes.js';
import { openSwarm, type Swarm } from '../swarm.js';
import { openModelLine, type ModelLine } from './model-line.js';
import type { Point } from './points.js';
import { watchSteps, type Steps } from './steps.js';
import { createWatchpost } from './watchpost.js';
import { makeWrappers } from './wrappers.js';

/** What the workers of a fault have that others haven't. */
export interface Outfit {
  environment?: Record<string, string>;
  /** The folder of the build that the next one is of; this one's without it. */
  build?: string;
  /** Takes away what was made for it. */
  undo?: () => Promise<void>;
}

/** A swarm whose worker can be stopped at points, killed, and started again. */
export interface Ground {
  swarm: Swarm;
  home: string;
  /** What a worker takes for the system's folder of temporary files. */
  temporary: string;
  /** A bare repository that several hosts can share. */
  remote: string;
  outfit: Outfit;
  line: ModelLine;
  /** The points that count from now on, until one of them is reached. */
  arm(points: Point[]): Promise<void>;
  /** The points that have been reached since; waits for the first one until `signal` aborts. */
  reached(signal: AbortSignal): Promise<Point[]>;
  /** Lets what has stopped at a point go on. */
  release(): Promise<void>;
  /** Types of the steps that the worker runs now. */
  running(): string[];
  startWorker(): Promise<void>;
  killWorker(): Promise<void>;
  /** The worker and all that its host has on disk are gone; the next worker is of another host. */
  loseHost(): Promise<void>;
  /** Stops the worker, takes away its outfit, and makes another for those that are started from now on. */
  fitOut(make?: (ground: Ground) => Promise<Outfit>): Promise<void>;
  /** Kept on the same database and port. */
  startServer(): Promise<void>;
  /** A fault is over that neither worker nor server was started for. */
  mended(): void;
  /** Seconds from that, or from the last start of worker or server, to the next step; undefined while there was none. */
  recovered(): number | undefined;
  close(): Promise<void>;
}

export async function openGround(script: Script): Promise<Ground> {
  const swarm = await openSwarm({ script, idle: true });
  const home = swarm.environment['PIV_HOME']!;
  const temporary = path.join(swarm.room, 'tmp');
  for (const folder of [home, temporary]) await mkdir(folder, { recursive: true });
  const watchpost = createWatchpost();
  const wrappers = await makeWrappers(swarm.room, home, watchpost.tell);
  const line = await openModelLine(swarm.model.url, home, (when) => watchpost.pass({ on: 'model', when }));
  let firstStep: number | undefined;
  let started = 0;
  const watchNotes = () =>
    watchSteps(home, ({ when, step, worker }) => {
      if (when === 'begins' && (worker === workerOf(swarm) || !swarm.worker)) firstStep ??= Date.now();
      void watchpost.pass({ on: 'step', when, step });
    });
  let steps: Steps = watchNotes();
  const environment = {
    PATH: [wrappers.bin, process.env['PATH']].join(path.delimiter),
    ANTHROPIC_BASE_URL: line.url,
    TMPDIR: temporary,
  };
  const killWorker = async () => {
    await swarm.killWorker();
    swarm.worker = undefined;
    watchpost.release();
  };
  const mended = () => void ([firstStep, started] = [undefined, Date.now()]);
  const ground: Ground = {
    swarm,
    home,
    temporary,
    remote: path.join(swarm.room, 'remote.git'),
    outfit: {},
    line,
    async arm(points) {
      watchpost.arm(points);
      await wrappers.arm(points);
    },
    reached: watchpost.reached,
    async release() {
      watchpost.release();
      await wrappers.release();
    },
    running: () => steps.running(workerOf(swarm)),
    async startWorker() {
      swarm.worker = undefined;
      mended();
      const { environment: more, build } = ground.outfit;
      await persistently(() => swarm.startWorker({ ...environment, ...more }, build));
    },
    async startServer() {
      await swarm.startServerAgain();
      mended();
    },
    killWorker,
    mended,
    async loseHost() {
      await killWorker();
      steps.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
      steps = watchNotes();
    },
    async fitOut(make) {
      await swarm.worker?.stop();
      swarm.worker = undefined;
      steps.close();
      await ground.outfit.undo?.();
      ground.outfit = {};
      ground.outfit = (await make?.(ground)) ?? {};
      steps = watchNotes();
    },
    recovered: () => (firstStep === undefined ? undefined : (firstStep - started) / 1000),
    async close() {
      wrappers.close();
      if (swarm.worker) await killWorker();
      await ground.fitOut();
      steps.close();
      await swarm.close();
      await line.close();
    },
  };
  return ground;
}

/** As what looks after a worker would: on a busy machine it may not reach the server in time. */
async function persistently(start: () => Promise<void>, tries = 5): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (tries === 1) throw error;
    await persistently(start, tries - 1);
  }
}

/** As the worker names itself in its notes. */
export const workerOf = ({ worker }: Swarm) => identityOf(worker?.process.pid ?? 0) ?? 'none';
