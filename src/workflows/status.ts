import { shortList, shortText } from '../lists.js';
import type { Status, Told, WaitingFor } from '../types.js';
import type { FeatureRun } from './feature-run.js';
import { testingNote } from './testing.js';

/** How a feature stands, from its state. */

/** As many notes as are shown, and letters of each. */
const NOTES = 100;
const NOTE = 1_000;
/** As many of a person's words. */
const TOLD = 20;

/** What `status` says, and the workflow's result. */
export function statusOf(run: FeatureRun): Status {
  const { feature, slug, at } = run;
  const waitingFor = waitsFor(run);
  const notes = [...shortList(run.notes, NOTES, NOTE), ...(run.testing ? [testingNote(run.testing)] : [])];
  return {
    feature: slug,
    request: feature.request,
    repo: at.repo || feature.repo,
    branch: `piv/${slug}`,
    base: at.base,
    phase: run.phase,
    status: stateOf(run),
    ...(waitingFor ? { waitingFor } : {}),
    ...(run.doing ? { doing: run.doing } : {}),
    ...(run.cancelling && !run.closed ? { cancelling: run.cancelling } : {}),
    ...(run.brief ? { findings: run.brief.findings } : {}),
    decisions: run.decisions,
    ...(run.planHash ? { planHash: run.planHash } : {}),
    tasks: run.tasks,
    sessions: run.sessions,
    commits: run.commits,
    ...(run.told.length > 0 ? { told: run.told.slice(-TOLD).map(toldOf) } : {}),
    usage: run.usage,
    sessionTokens: feature.sessionTokens,
    ...costIn(run),
    tokens: run.sessions.reduce((sum, { tokens }) => sum + tokens, 0),
    ...(run.baseline ? { baseline: run.baseline } : {}),
    ...(run.validation ? { validation: run.validation } : {}),
    ...(run.summary ? { summary: run.summary } : {}),
    ...(run.ending ? { ending: run.ending } : {}),
    ...(run.model ? { model: run.model } : {}),
    ...(run.models ? { models: run.models } : {}),
    sandbox: feature.sandbox,
    ...(notes.length > 0 ? { notes } : {}),
  };
}

const toldOf = ({ planned: _planned, passedOn: _passedOn, ...told }: FeatureRun['told'][number]): Told => ({
  ...told,
  text: shortText(told.text, NOTE),
});

function costIn({ cost, unpriced, feature }: FeatureRun): Pick<Status, 'cost' | 'maxCost' | 'unpriced'> {
  const { maxCost } = feature;
  const why = `no price is known for the model ${unpriced}: its tokens are counted, its cost is not`;
  return {
    ...(cost ? { cost: Math.round(cost * 1e6) / 1e6 } : {}),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(unpriced ? { unpriced: maxCost === undefined ? why : `${why}, and maxCost limits nothing` } : {}),
  };
}

function stateOf(run: FeatureRun): Status['status'] {
  if (run.closed) return run.closed;
  if (run.pause.closed) return 'paused';
  if (blockage(run)) return 'blocked';
  return run.waitingFor || hostOrTasksWait(run) ? 'waiting' : 'running';
}

/** Why nothing goes on without a person, if that is so; also while it is paused. */
export function blockage(run: FeatureRun): string | undefined {
  if (run.blockedOn) return run.blockedOn;
  const running = run.tasks.filter((task) => task.status === 'running');
  const stuck = running.map((task) => run.work.get(task.id)?.report?.stuck);
  if (running.length > 0) return stuck.every(Boolean) ? stuck[0] : undefined;
  const blocked = run.tasks.filter((task) => task.status === 'blocked');
  if (run.phase !== 'execute' || blocked.length === 0) return undefined;
  return blocked.map((task) => `${task.id}: ${task.reason}`).join('\n');
}

function waitsFor(run: FeatureRun): WaitingFor | undefined {
  if (run.closed) return undefined;
  if (run.pause.closed) return { what: 'person', text: `paused: ${run.pause.wanted ?? ''}; resume goes on` };
  const blocked = blockage(run);
  return blocked ? { what: 'person', text: blocked } : (run.waitingFor ?? hostOrTasksWait(run));
}

/** All tasks that run wait: for a worker of their host, or for the model's service until the first of them asks again. */
function hostOrTasksWait(run: FeatureRun): WaitingFor | undefined {
  if (run.away) return { what: 'person', text: run.away };
  const running = run.tasks.filter((task) => task.status === 'running');
  const reports = running.map((task) => run.work.get(task.id)?.report);
  if (!reports.every((report) => report?.away ?? report?.waits)) return undefined;
  const away = reports.find((report) => report?.away)?.away;
  if (away) return { what: 'person', text: away };
  const waits = reports.flatMap((report) => report?.waits ?? []);
  const [first] = waits.toSorted((a, b) => a.until.localeCompare(b.until));
  return first && { what: 'model', ...first };
}
