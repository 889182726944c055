import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { git } from '../../src/git/git.js';
import { duration } from '../figures.js';
import { lookAt, makeDirty } from './checkout.js';
import type { Choice } from './choices.js';
import { beginFeature, type Feature } from './feature-run.js';
import type { Ground } from './ground.js';
import { hookMark, leftOvers, problemsOf } from './invariants.js';
import type { Outage } from './outages.js';
import { count, total, type Hit, type Outcome } from './report.js';

/** Strikes while features run, one after the other, and looks after each what holds. */

export interface Campaign {
  ground: Ground;
  phases: Phase[];
  /** Pauses each feature when so many tasks have landed. */
  pauseAfter: number;
  report: (line: string) => void;
  /** Reports each strike. */
  verbose: boolean;
}

export interface Phase extends Omit<Outage, 'points' | 'missing'> {
  choice: Choice;
  /** Features to try at most: a point that is never passed would go on for ever. */
  features: number;
}

interface Site {
  repo: string;
  /** The branch's tree when nothing happens. */
  tree: string;
}

export async function runCampaign(campaign: Campaign): Promise<Outcome> {
  const { ground } = campaign;
  const repo = await ground.swarm.repository();
  await makeDirty(repo, hookMark(repo));
  await git(ground.swarm.room, ['clone', '--quiet', '--bare', repo, ground.remote]);
  const site = { repo, tree: await undisturbed(campaign, repo) };
  const outcome: Outcome = { rows: [], features: 0, problems: [] };
  for (const phase of campaign.phases) {
    const [started, faults] = [Date.now(), total(outcome.rows).kills];
    await runPhase(campaign, phase, site, outcome);
    const taken = duration((Date.now() - started) / 1000);
    campaign.report(`${phase.name}: ${total(outcome.rows).kills - faults} faults in ${taken}`);
  }
  await cleanUp(ground, site, outcome);
  return outcome;
}

/** Stops the worker, and looks at what is left over. */
async function cleanUp(ground: Ground, { repo }: Site, { problems }: Outcome): Promise<void> {
  await ground.arm([]);
  await ground.swarm.worker?.stop();
  problems.push(...(await leftOvers(ground, repo)));
  await ground.fitOut();
}

async function undisturbed({ ground, report }: Campaign, repo: string): Promise<string> {
  const started = Date.now();
  await ground.arm([]);
  await ground.startWorker();
  const { ended } = await beginFeature(ground, { repo, slug: 'undisturbed', minutes: 10 });
  const status = await ended;
  if (status.validation?.verdict !== 'PASSED') throw new Error('not even an undisturbed run passes');
  report(`undisturbed: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return (await git(repo, ['rev-parse', 'refs/heads/piv/undisturbed^{tree}'])).trim();
}

async function runPhase(campaign: Campaign, phase: Phase, site: Site, outcome: Outcome): Promise<void> {
  const { ground } = campaign;
  if (phase.outfit) await ground.fitOut(phase.outfit);
  if (!ground.swarm.worker) await ground.startWorker();
  await runFeatures(campaign, phase, site, outcome);
  if (phase.outfit) await cleanUp(ground, site, outcome);
}

async function runFeatures(campaign: Campaign, phase: Phase, site: Site, outcome: Outcome): Promise<void> {
  const { ground, report } = campaign;
  for (let tries = 0; !phase.choice.done() && tries < phase.features; tries += 1) {
    outcome.features += 1;
    const slug = `chaos-${outcome.features}`;
    const started = Date.now();
    const { hits, wrong } = await oneFeature(campaign, phase, site, slug);
    const repeated = ground.swarm.model.requests.filter((request) => request.feature === slug && request.repeated);
    count(outcome.rows, hits, wrong.length === 0, repeated.length);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    const verdict = wrong.length > 0 ? 'WRONG' : 'passed';
    report(`${phase.name}, ${slug}: ${hits.length} hits, ${repeated.length} calls repeated, ${seconds} s, ${verdict}`);
    outcome.problems.push(...wrong.map((problem) => `${slug}: ${problem}`));
    if (wrong.length > 0) return;
  }
}

async function oneFeature(campaign: Campaign, phase: Phase, site: Site, slug: string) {
  const { ground, pauseAfter } = campaign;
  const { tree } = site;
  const repo = phase.remote ? ground.remote : site.repo;
  const where = phase.remote ? ({ repo: `file://${repo}`, hosts: 'many' } as const) : { repo };
  const before = await lookAt(site.repo);
  await ground.arm(phase.choice.next());
  const { mends, slow } = phase;
  const feature = await beginFeature(ground, { ...where, slug, minutes: 30, pauseAfter, ...(mends ? { mends } : {}) });
  const hits = await strikeUntilOver(campaign, phase, feature);
  const repeats = hits.reduce((sum, { calls }) => sum + calls, 0);
  const wrong = await feature.ended.then(
    (status) => {
      const expected = { repo, slug, tree, ...(slow ? { slow } : {}), ...(phase.remote ? {} : { repeats }) };
      return problemsOf(ground, status, expected);
    },
    (error: Error) => [error.message],
  );
  if (!isDeepStrictEqual(await lookAt(site.repo), before)) wrong.push("the user's checkout was touched");
  return { hits, wrong };
}

async function strikeUntilOver(campaign: Campaign, { choice, strike }: Phase, { over }: Feature): Promise<Hit[]> {
  const { ground, report, verbose } = campaign;
  const hits: Hit[] = [];
  const arm = () => ground.arm(choice.done() ? [] : choice.next());
  for (;;) {
    const points = await ground.reached(over);
    noteRecovery(hits, ground);
    if (points.length === 0 || over.aborted) break;
    const running = ground.running();
    if (verbose) report(`${now()} ${points.map(({ name }) => name).join(' + ')} (running: ${running.join(' ')})`);
    hits.push({ points, calls: running.filter((step) => step === 'callModel').length });
    choice.struck(points);
    await strike(ground, arm);
    if (choice.done()) await finishes(over);
  }
  return hits;
}

async function finishes(over: AbortSignal): Promise<void> {
  while (!over.aborted) await sleep(100);
}

function noteRecovery(hits: Hit[], ground: Ground): void {
  const [last, seconds] = [hits.at(-1), ground.recovered()];
  if (last && seconds !== undefined) last.seconds ??= seconds;
}

const now = () => new Date().toISOString().slice(11, 19);
