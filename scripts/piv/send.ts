import { FAILURES, PivError } from '../../src/errors.js';
import type { Status } from '../../src/types.js';
import { answered } from './connection.js';
import { doingText } from './doing-text.js';
import { Unavailable } from './failures.js';
import { withFeature, type Feature } from './feature.js';
import { nextCommand } from './next-command.js';
import { plain } from './plain.js';
import { note, type Report } from './report.js';
import { attempted, readStatus } from './standing.js';
import { stateLine } from './status-text.js';

/** Sending a message to a feature, and telling what came of it. */

/** An update may wait for a step of the workflow that is under way. */
const UPDATE_MS = 30_000;
/** A signal has been taken by then: what came of it isn't worth a long wait. */
const AFTER_SIGNAL_MS = 3_000;

/** Sends an update, which needs a worker: without one nothing is sent. `deliver` says in a line what was done. */
export const update = (name: string | undefined, deliver: (feature: Feature) => Promise<string>) =>
  updateWith(name, async () => undefined, deliver);

/** The same with something that is made first from how the feature stands, by a person perhaps, who has time. */
export function updateWith<T>(
  name: string | undefined,
  prepare: (before: Status) => Promise<T>,
  deliver: (feature: Feature, prepared: T) => Promise<string>,
): Promise<Report> {
  return withFeature(name, async (feature) => {
    await requireOpen(feature);
    const prepared = await prepare(await readStatus(feature));
    const text = await answered(feature, () => deliver(feature, prepared), UPDATE_MS);
    return reportOf(text, await readStatus(feature));
  });
}

/** Sends a signal: the server takes it, and it acts as soon as a worker runs. */
export function signal(name: string | undefined, deliver: (feature: Feature) => Promise<string>): Promise<Report> {
  return withFeature(name, async (feature) => {
    await requireOpen(feature);
    const text = await deliver(feature);
    try {
      const status = await readStatus(feature, AFTER_SIGNAL_MS);
      return reportOf(text, status.cancelling ? await attempted(feature, status) : status);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      note(`piv: ${error.message}`);
      return { text, json: { feature: feature.name }, ...(error.next ? { next: error.next } : {}) };
    }
  });
}

async function requireOpen({ name, execution }: Feature): Promise<void> {
  const state = await execution();
  if (['RUNNING', 'PAUSED'].includes(state)) return;
  throw new PivError(
    FAILURES.refused,
    `the feature "${name}" has ended (${state.toLowerCase()}); see: piv status ${name}`,
  );
}

const reportOf = (text: string, status: Status): Report => ({
  text: [text, stateLine(status), ...(status.cancelling ? [doingText(plain(status))] : []), status.ending]
    .filter(Boolean)
    .join('\n'),
  json: status,
  next: nextCommand(status),
});
