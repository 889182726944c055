import type { Hold } from '../../examples/scripted-model/holds.js';
import type { FeatureHandle } from '../../src/client.js';
import { until } from './swarm.js';

/** Waits until the request for a held turn has arrived; a feature that is blocked before says why. */
export async function reached(feature: FeatureHandle, hold: Hold): Promise<void> {
  let arrived = false;
  void hold.reached.then(() => (arrived = true));
  const status = await until(feature, (now) => arrived || now.status === 'blocked');
  if (!arrived) throw new Error(`blocked before the held turn: ${status.waitingFor?.text}`);
}
