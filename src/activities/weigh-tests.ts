import { randomBytes } from 'node:crypto';
import { fileAt, type Repository } from '../git/repository.js';
import { changedLines, withTexts, type Change } from '../git/trees.js';
import type { Mutants, TestRun } from '../types.js';
import { canaryFor, runsCanaries, sings, type Canary } from '../verify/canary.js';
import { listed } from '../verify/failures.js';
import { isSourceFile } from '../verify/files.js';
import { languageOf, type Language } from '../verify/mutants/language.js';
import { mutantsOf, sampleOf } from '../verify/mutants/operators.js';
import { stubOf } from '../verify/mutants/stubs.js';
import type { ProveGreen } from './prove-green.js';
import { runTestFiles } from './prove-tests-bite.js';
import type { Workspace } from './workspace.js';

/** Of one task: more mutants, or more time, cost more than they say. */
const SAMPLE = 4;
const BUDGET_MS = 45_000;

interface Source {
  path: string;
  text: string;
  language: Language;
  lines: Set<number>;
}

export interface Weighed {
  /** Why the tests prove nothing. */
  idle?: string;
  mutants?: Mutants;
}

/**
 * How much the tests of a code task hold: they have to fail where each function that it made or changed returns at once,
 * and are tried on a sample of small mistakes in its lines.
 */
export async function weighTests(
  input: ProveGreen,
  at: {
    repo: Repository;
    tree: string;
    tests: string[];
    changes: Change[];
    open: (tree: string) => Promise<Workspace>;
  },
  signal: AbortSignal,
): Promise<Weighed> {
  const { repo, tree, tests } = at;
  const end = Date.now() + BUDGET_MS;
  const run = async (texts: Record<string, string>) => {
    const workspace = await at.open(await withTexts(repo, tree, texts));
    return runTestFiles(input.commands, tests, workspace, signal, Math.max(1_000, end - Date.now()));
  };
  const fare = async (texts: Record<string, string>) => outcomeOf(await run(texts));
  const runner = input.commands.testFile ?? input.commands.test;
  const canary = runner && runsCanaries(runner) ? await canaryOf(repo, tree, tests[0]) : undefined;
  if (canary && sings(await run({ [canary.path]: canary.text }), canary) === false) {
    return {
      idle: 'a test that fails, run with those of the task, was not reported: their report is not to be trusted',
    };
  }
  const sources = await sourcesOf(input, at);
  const stubs = sources.flatMap(({ path, text, language, lines }) => {
    const stub = stubOf(text, language, lines);
    return stub === undefined ? [] : [[path, stub] as const];
  });
  if (stubs.length > 0 && (await fare(Object.fromEntries(stubs))) === 'survived') {
    const files = listed(stubs.map(([path]) => path));
    return {
      idle: `the tests pass where each function of ${files} returns at once, so they prove nothing. Use blocked and say so: red has to write tests that fail then`,
    };
  }
  const all = sources.flatMap(({ path, text, language, lines }) =>
    mutantsOf(text, language, lines).map((mutant) => ({ path, ...mutant })),
  );
  const mutants: Mutants = { caught: 0, tried: 0, survived: [] };
  for (const { path, line, what, text } of sampleOf(all, SAMPLE, tree)) {
    if (Date.now() > end) break;
    const outcome = await fare({ [path]: text });
    if (outcome === 'invalid') continue;
    mutants.tried += 1;
    if (outcome === 'caught') mutants.caught += 1;
    else mutants.survived.push(`${path}:${line} ${what}`);
  }
  return mutants.tried > 0 ? { mutants } : {};
}

async function canaryOf(repo: Repository, tree: string, test: string | undefined): Promise<Canary | undefined> {
  const text = test && (await fileAt(repo, tree, test));
  return text ? canaryFor(test, text, `a${randomBytes(6).toString('hex')}`) : undefined;
}

async function sourcesOf(
  { baseTree, testFiles }: ProveGreen,
  { repo, tree, changes }: { repo: Repository; tree: string; changes: Change[] },
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const { path, status } of changes) {
    const language = languageOf(path);
    if (!language || status === 'deleted' || !isSourceFile(path, testFiles)) continue;
    const text = (await fileAt(repo, tree, path)) ?? '';
    sources.push({ path, text, language, lines: await changedLines(repo, baseTree, tree, path) });
  }
  return sources;
}

type Outcome = 'caught' | 'survived' | 'invalid';

/** What no longer loads or compiles says nothing about the tests. */
function outcomeOf(run: TestRun): Outcome {
  if (run.timedOut) return 'caught';
  if (run.loadErrors.some(({ error }) => /^(?:Syntax|Indentation|Build)Error$/.test(error.name ?? '')))
    return 'invalid';
  if (run.missing) return 'invalid';
  return run.exitCode === 0 ? 'survived' : 'caught';
}
