import { patched } from '@temporalio/workflow';
import type { Baseline, Brief } from '../types.js';
import { think } from './feature-agent.js';
import type { FeatureRun } from './feature-run.js';
import { remedyText } from './mending.js';
import { gate, hostStep, stuck } from './pausing.js';
import { packageProblem, withOwn, withStated, type Found } from './stated.js';

/** What the repository is like, and what its commands say of it now. */
export async function prime(run: FeatureRun): Promise<void> {
  await look(run);
  while (run.baseline?.unreadable) {
    const { unreadable } = run.baseline;
    const before = run.brief;
    await stuck(run, `no test can be proven here, as ${unreadable}. ${remedyText(run)}`);
    await measure(run, run.brief!);
    const still = run.brief === before && run.baseline.unreadable;
    if (still && patched('primes-again')) await look(run, `no test can be proven, as ${still}`);
  }
  strikeCoverage(run);
}

/** One that gives no number now gives none at the end, which would be a failure then. */
function strikeCoverage(run: FeatureRun): void {
  const { coverage, test } = run.brief!.commands;
  if (!coverage || !test || !run.baseline?.tests || run.baseline.coverage !== undefined) return;
  run.own = { ...run.own, coverage: null };
  run.brief = withOwn(run.brief!, run.own);
  run.notes.push(`coverage is not measured, as \`${coverage.command}\` gives no number that can be read`);
}

/** Each of them costs a run of all tests. */
const MOST_TOLD = 8;

/** `note`: why what an earlier look has found is of no use. */
async function look(run: FeatureRun, note?: string): Promise<void> {
  const about = { feature: run.slug, request: run.feature.request, ...(note ? { note } : {}) };
  const tries = patched('tried');
  /** Commands that can't be run, or don't do what they are for, as prime has heard of them. */
  const told = new Set<string>();
  const context = { stage: 'prime', ...about, ...(run.at.stated ? { stated: run.at.stated } : {}) } as const;
  run.brief = await think(run, 'prime', context, async (submitted) => {
    const strange = packageProblem(submitted, run.at.stated);
    if (strange) return { ok: false, reason: strange };
    const brief = withOwn(withStated(submitted, run.at.stated), run.own);
    const wide = brief.testFiles.find((glob) => /^[*./]+$/.test(glob));
    if (wide) return { ok: false, reason: `testFiles: "${wide}" matches all files; name those of the tests only` };
    const { broken = [], unfit = [] } = tries ? await measure(run, brief, true) : {};
    const news = [...broken, ...unfit].some((one) => !told.has(commandIn(one)));
    for (const one of [...broken, ...unfit]) told.add(commandIn(one));
    // What is unfit and stays, a person decides about.
    if (broken.length === 0 && !(unfit.length > 0 && news)) {
      run.found = foundIn(submitted);
      return { ok: true, value: brief };
    }
    const free =
      broken.length === 0 ? told.size <= MOST_TOLD : worksBeside(broken, brief) && news && patched('told-free');
    return { ok: false, reason: [...broken, ...unfit].join('; '), free };
  });
  if (!tries) {
    await gate(run);
    await measure(run, run.brief);
  }
}

const foundIn = ({ package: folder, testFiles, commands }: Found): Found =>
  folder === undefined ? { testFiles, commands } : { package: folder, testFiles, commands };

/** Of a sentence about a command, the command and what it is to do, where it says that. */
const commandIn = (told: string) => told.split('`').slice(0, 2).join('`');

/** Another command can be run, or hasn't been tried yet. */
const worksBeside = (broken: string[], { commands }: Brief) =>
  broken.length < Object.keys(commands).length - (commands.setup ? 1 : 0);

/** Runs the commands once, on the untouched repository: as the baseline, and to see that they can be run. */
async function measure(run: FeatureRun, { commands }: Brief, trying = false): Promise<Baseline> {
  delete run.place.setup;
  if (commands.setup) run.place.setup = commands.setup.command;
  const baseline = await hostStep(run, 'prime: run the commands once, as a baseline', (host) =>
    host.measureBaseline({ place: run.place, commit: run.at.base, tree: run.at.tree, commands, trying }),
  );
  run.baseline = baseline;
  return baseline;
}
