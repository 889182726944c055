import { fileAt, type Repository } from '../git/repository.js';
import { changedLines, type Change } from '../git/trees.js';
import type { Mutants, TestRun } from '../types.js';
import { sings } from '../verify/canary.js';
import { echoesOf } from '../verify/echoes.js';
import { listed, withoutKnown } from '../verify/failures.js';
import { isSourceFile } from '../verify/files.js';
import { languageOf, type Language } from '../verify/mutants/language.js';
import { mutantsOf, sampleOf } from '../verify/mutants/operators.js';
import { outcomeOf } from '../verify/mutants/outcome.js';
import { canaryOf } from './canary-of.js';
import { silencersOf } from '../verify/silencers.js';
import type { Known } from './prove-green.js';
import { runTestFiles } from './run-test-files.js';
import { idleWith, stubEdits } from './stub-edits.js';
import { openTrial, type Edit } from './trial.js';
import type { Workspace } from './workspace.js';
import { cutText } from '../cut-text.js';

/** Of one task, where its repository doesn't state it. */
const SAMPLE = 4;
const BUDGET_MS = 45_000;

interface Source {
  file: string;
  text: string;
  language: Language;
  lines: Set<number>;
}

export interface Weighed {
  /** Why the tests prove nothing. */
  idle?: string;
  mutants?: Mutants;
  /** What a person should look at in the code. */
  doubts?: string[];
}

interface At {
  repo: Repository;
  tree: string;
  tests: string[];
  changes: Change[];
  /** Opens a worktree at that tree, which is left in disorder. */
  open: () => Promise<Workspace>;
}

/**
 * How much the tests of a code task hold. A test that fails, put among them, has to be reported; they have to fail where
 * each function that was made or changed returns at once; and they are tried on a sample of small mistakes in its lines.
 */
export async function weighTests(input: Known, at: At, signal: AbortSignal): Promise<Weighed> {
  const { repo, tree, tests } = at;
  const runner = input.commands.testFile ?? input.commands.test;
  const canary = runner && (await canaryOf(repo, tree, runner, tests[0]));
  const sources = await sourcesOf(input, at);
  if (!canary && sources.length === 0) return {};
  const end = performance.now() + BUDGET_MS;
  const trial = await openTrial(at.open, signal);
  const run = (edits: Edit[], timeoutMs?: number) =>
    trial(edits, async (workspace) =>
      withoutKnown(await runTestFiles(input.commands, tests, workspace, signal, timeoutMs), input.failedBefore),
    );
  const runInTime = (edits: Edit[]) => run(edits, Math.max(1_000, end - performance.now()));
  if (canary && sings(await run([canary.edit]), canary) === false) {
    return {
      idle: 'a test that fails, put among those of the task, was not reported. What is tested may neither end the run nor change how it is judged',
    };
  }
  const stubs = sources.flatMap(({ file, text, language, lines }) => stubEdits(file, text, language, lines));
  const idle = await idleWith(stubs, runInTime);
  if (idle) return { idle: `${idle}. Use blocked, of kind tests, and say so: they have to fail then` };
  const doubts = await doubtsAbout(sources, at);
  const weighed = await tryMutants(sources, input.mutants ?? SAMPLE, tree, end, runInTime);
  return doubts.length > 0 ? { ...weighed, doubts } : weighed;
}

type Run = (edits: Edit[]) => Promise<TestRun>;

async function tryMutants(sources: Source[], sample: number, tree: string, end: number, run: Run): Promise<Weighed> {
  const all = sources.flatMap(({ file, text: was, language, lines }) =>
    mutantsOf(was, language, lines).map(({ text: now, line, what }) => ({ edit: { file, was, now }, line, what })),
  );
  const mutants: Mutants = { caught: 0, tried: 0, survived: [] };
  for (const { edit, line, what } of sampleOf(all, sample, tree)) {
    if (performance.now() > end) break;
    const outcome = outcomeOf(await run([edit]));
    if (outcome === 'invalid') continue;
    mutants.tried += 1;
    if (outcome === 'caught') mutants.caught += 1;
    else mutants.survived.push(`${edit.file}:${line} ${what}`);
  }
  return mutants.tried > 0 ? { mutants } : {};
}

/** Kept in history. */
const MAX_DOUBT = 500;

async function doubtsAbout(sources: Source[], { repo, tree, tests }: At): Promise<string[]> {
  const texts = await Promise.all(tests.map(async (test) => (await fileAt(repo, tree, test)) ?? ''));
  const echoes = sources.flatMap(({ text, lines }) => echoesOf(text, lines, texts));
  const silencers = sources.flatMap(({ file, text, lines }) =>
    silencersOf(text, lines).map((silencer) => `${file}:${silencer}`),
  );
  const doubts = [
    echoes.length > 0 ? `it compares with constants of its tests (${listed(echoes)})` : '',
    silencers.length > 0 ? `it switches checks off (${listed(silencers)})` : '',
  ];
  return doubts.filter(Boolean).map((doubt) => cutText(doubt, MAX_DOUBT));
}

async function sourcesOf(
  { baseTree, testFiles }: Known,
  { repo, tree, changes }: { repo: Repository; tree: string; changes: Change[] },
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const { path, status } of changes) {
    const language = languageOf(path);
    if (!language || status === 'deleted' || !isSourceFile(path, testFiles)) continue;
    const text = (await fileAt(repo, tree, path)) ?? '';
    sources.push({ file: path, text, language, lines: await changedLines(repo, baseTree, tree, path) });
  }
  return sources;
}
