import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from '../../examples/scripted-model/script.js';
import { identityOf } from '../../src/processes.js';
import { openSwarm, type Swarm } from '../swarm.js';
import { openModelLine, type ModelLine } from './model-line.js';
import type { Point, Trigger } from './points.js';
import { watchSteps, type Steps } from './steps.js';
import { makeWrappers } from './wrappers.js';

/** A swarm whose worker can be stopped at points, killed, and started again. */
export interface Ground {
  swarm: Swarm;
  home: string;
  /** What a worker takes for the system's folder of temporary files. */
  temporary: string;
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
  /** Kept on the same database and port. */
  startServer(): Promise<void>;
  /** Seconds from the last start of worker or server to the next step; undefined while there was none. */
  recovered(): number | undefined;
  close(): Promise<void>;
}

type InProcess = Extract<Trigger, { on: 'model' | 'step' }>;

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
  return {
    swarm,
    home,
    temporary,
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
      [firstStep, started] = [undefined, Date.now()];
      await persistently(() => swarm.startWorker(environment));
    },
    async startServer() {
      await swarm.startServerAgain();
      [firstStep, started] = [undefined, Date.now()];
    },
    killWorker,
    async loseHost() {
      await killWorker();
      steps.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
      steps = watchNotes();
    },
    recovered: () => (firstStep === undefined ? undefined : (firstStep - started) / 1000),
    async close() {
      steps.close();
      wrappers.close();
      if (swarm.worker) await killWorker();
      await swarm.close();
      await line.close();
    },
  };
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

/** Counts what passes, and says when an armed point is reached. */
function createWatchpost() {
  let armed: { point: Point; left: number }[] = [];
  let reached: Point[] = [];
  let opened = deferred();
  return {
    arm(points: Point[]) {
      armed = points.map((point) => ({ point, left: point.skip ?? 0 }));
      reached = [];
      opened.resolve();
      opened = deferred();
    },
    tell: (point: Point) => void reached.push(point),
    /** Undefined where nothing is armed for this; else waits until it is released. */
    pass(event: InProcess & { step?: string }): Promise<void> | undefined {
      const hit = armed.find(({ point, left }) => left >= 0 && matches(point.at, event) && left === 0);
      for (const one of armed) if (matches(one.point.at, event)) one.left -= 1;
      if (!hit) return undefined;
      reached.push(hit.point);
      return opened.promise;
    },
    async reached(signal: AbortSignal): Promise<Point[]> {
      while (reached.length === 0 && !signal.aborted) await sleep(2);
      return [...reached];
    },
    release: () => opened.resolve(),
  };
}

function matches(at: Trigger, event: InProcess & { step?: string }): boolean {
  if (at.on === 'model') return event.on === 'model' && at.when === event.when;
  if (at.on === 'step') return event.on === 'step' && at.when === event.when && (!at.step || at.step === event.step);
  return false;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
