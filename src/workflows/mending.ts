import { patched } from '@temporalio/workflow';
import { publish } from './details.js';
import { stationOf } from './feature-station.js';
import type { FeatureRun } from './feature-run.js';
import { takeStep, type Steps } from './hosts.js';
import { mended } from './proxies.js';
import { settle, settleRunning } from './stated.js';

/** What only a person can mend, and what they have changed: it holds from their `retry` on. */

type Wait = (met: () => boolean) => Promise<void>;

/** Blocks the feature until a person has sent `retry`; what they have changed meanwhile is taken up. */
export async function untilMended(run: FeatureRun, remedy: string, wait: Wait): Promise<void> {
  await untilRetried(run, remedy, wait);
  await takeUp(run, wait);
}

async function untilRetried(run: FeatureRun, remedy: string, wait: Wait): Promise<void> {
  run.blockedOn = remedy;
  run.inbox.retry = false;
  publish(run);
  await wait(() => run.inbox.retry);
  run.inbox.retry = false;
  delete run.blockedOn;
  publish(run);
}

/** A person has changed something that the story has not acted upon yet. */
export const hasChanges = ({ inbox }: FeatureRun) => inbox.read === true || inbox.measure === true;

/** Reads again what the repository states, and runs commands that are others now once, as a baseline. */
export async function takeUp(run: FeatureRun, wait: Wait): Promise<void> {
  const { inbox } = run;
  while (hasChanges(run)) {
    const reads = inbox.read === true;
    inbox.read = false;
    if (reads && run.at.base !== '' && patched('reads-again')) await readAgain(run, wait);
    const measures = inbox.measure === true;
    inbox.measure = false;
    // Prime measures by itself what it comes to.
    if (measures && run.brief && run.phase !== 'prime') await measureAgain(run, wait);
  }
}

const step = <T>(run: FeatureRun, wait: Wait, what: string, use: (host: Steps) => Promise<T>) =>
  mended(
    () => takeStep(stationOf(run), what, use),
    (remedy) => untilRetried(run, remedy, wait),
  );

async function readAgain(run: FeatureRun, wait: Wait): Promise<void> {
  const { stated, from, note } = await step(run, wait, 'read piv.config.yaml again', (host) => {
    run.inbox.read = false;
    return host.readStated({ place: run.place, base: run.at.base, known: run.tip });
  });
  if (note && !run.notes.includes(note)) run.notes.push(note);
  if (JSON.stringify(stated) === JSON.stringify(run.at.stated)) return;
  delete run.at.stated;
  if (stated) run.at.stated = stated;
  settleRunning(run);
  run.notes.push(`piv.config.yaml holds as ${from} has it`);
  settle(run);
}

async function measureAgain(run: FeatureRun, wait: Wait): Promise<void> {
  const { commands } = run.brief!;
  const { base, tree, measured } = run.at;
  const at = measured ?? { commit: base, tree };
  const baseline = await step(run, wait, 'run the changed commands once, as a baseline', (host) =>
    host.measureBaseline({ place: run.place, ...at, commands, ...(measured ? { later: true } : {}) }),
  );
  run.baseline = baseline;
  const wrong = baseline.broken ?? (baseline.unreadable ? [baseline.unreadable] : []);
  if (wrong.length === 0) return;
  run.inbox.measure = true;
  await untilRetried(run, `${wrong.join('; ')}. ${remedyText(run)}`, wait);
}

/** How a command is mended. */
export const remedyText = ({ slug }: Pick<FeatureRun, 'slug'>) =>
  `Mend that, or name another command (commit a piv.config.yaml that does, or: piv commands ${slug} test="…" testFile="…"), then: retry`;
