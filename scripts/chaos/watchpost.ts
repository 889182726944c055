import { setTimeout as sleep } from 'node:timers/promises';
import type { Point, Trigger } from './points.js';

type InProcess = Extract<Trigger, { on: 'model' | 'step' }>;
type Passed = InProcess & { step?: string };

/** Counts what passes, and says when an armed point is reached. */
export function createWatchpost() {
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
    pass(event: Passed): Promise<void> | undefined {
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

function matches(at: Trigger, event: Passed): boolean {
  if (at.on === 'model') return event.on === 'model' && at.when === event.when;
  if (at.on === 'step') return event.on === 'step' && at.when === event.when && (!at.step || at.step === event.step);
  return false;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
