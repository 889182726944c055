import path from 'node:path';
import { packageRoot } from '../package-root.js';
import { cargoReporter, mavenReporter } from './build-reporters.js';
import { shellQuote } from './command-line.js';
import type { Step, Tool } from './detect.js';
import { type CoverageParser, parseCoveragePy, parseGoProfile, parseIstanbulSummary } from './reports/coverage.js';
import { parseGoTestReport } from './reports/go-test.js';
import { parseJestReport } from './reports/jest.js';
import { parseJunitReport } from './reports/junit.js';
import { parseNodeTestReport } from './reports/node-test.js';
import type { ReportParser } from './reports/report.js';

/** How a command is made to write a report that can be read. */
export interface Reporter {
  file: string;
  env: Record<string, string>;
  /** Options for the tool that the command ends with. */
  options: string[];
  readable: string[];
  parse: ReportParser;
  /** What the tool prints is the report; of some also what it prints as errors. */
  printed?: 'output' | 'all';
  /** The tests stand in files that it writes itself, as JUnit XML: where, by a glob from the root. */
  writes?: string;
  /** Its paths start where the tool runs; else they are absolute. */
  fromFolder?: boolean;
  /** Names test files as the tool wants to have them. */
  files?: (files: string[]) => string[];
  /** More options for the tool, where it is given these. */
  fileOptions?: (files: string[]) => string[];
  /** The command line, for a tool whose options and files don't follow the command. */
  line?: (command: string, files: string[] | undefined) => string;
  /** The percentage of lines covered, where it stands in a file of its own. */
  coverage?: { file: string; parse: CoverageParser };
}

const BY_ENVIRONMENT: Tool[] = ['node-test', 'pytest'];
const BY_OPTIONS: Tool[] = ['jest', 'vitest', 'go-test'];

/** The step that runs tests: tools that take options from the environment may be anywhere, others where options get to. */
export const testStep = (steps: Step[]): Step | undefined =>
  steps.find(({ tool }) => BY_ENVIRONMENT.includes(tool)) ??
  steps.findLast(({ tool, reached }) => BY_OPTIONS.includes(tool) && reached) ??
  steps.at(-1);

/** Of a tool that isn't known (make, just, tox, nox, hatch): those that may be behind it and take the environment's word. */
export function reportersFor(step: Step | undefined, folder: string): Reporter[] {
  const known = reporterFor(step, folder);
  if (known || step === undefined) return known ? [known] : [];
  const python = pytestReporter(step.text, folder);
  const env = { ...python.env, TOX_OVERRIDE: 'testenv.pass_env+=PYTEST_ADDOPTS,NODE_OPTIONS' };
  return [nodeReporter(step.text, path.join(folder, 'report.jsonl')), { ...python, env }];
}

export function reporterFor(step: Step | undefined, folder: string): Reporter | undefined {
  const { tool, text = '' } = step ?? {};
  if (tool === 'node-test') return nodeReporter(text, path.join(folder, 'report.jsonl'));
  if (tool === 'pytest') return pytestReporter(text, folder);
  if (tool === 'go-test') return goReporter(text, folder);
  if (tool === 'cargo-test') return cargoReporter(folder, step!.dir);
  if (tool === 'maven') return mavenReporter(folder);
  return tool === 'jest' || tool === 'vitest' ? jestReporter(OPTIONS[tool], folder) : undefined;
}

/** Vitest writes the reports of Jest, by other options. Those of coverage do nothing where none is measured. */
const OPTIONS = {
  jest: {
    report: (file: string) => ['--json', `--outputFile=${file}`],
    // Else it takes them for patterns, of which `[id]` and `(auth)` say something else.
    files: (files: string[]) => (files.some((file) => /[()[\]{}$+*?^|\\]/.test(file)) ? ['--runTestsByPath'] : []),
    coverage: (folder: string) => [
      '--coverageReporters=json-summary',
      '--coverageReporters=text',
      `--coverageDirectory=${folder}`,
    ],
  },
  vitest: {
    report: (file: string) => ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    files: () => [],
    coverage: (folder: string) => [
      '--coverage.reporter=json-summary',
      '--coverage.reporter=text',
      `--coverage.reportsDirectory=${folder}`,
    ],
  },
};

function jestReporter(options: (typeof OPTIONS)['jest'], folder: string): Reporter {
  const file = path.join(folder, 'report.json');
  // Vitest removes the folder first.
  const coverage = path.join(folder, 'coverage');
  return {
    file,
    env: {},
    options: [...options.report(file), ...options.coverage(coverage)],
    fileOptions: options.files,
    readable: [],
    parse: parseJestReport,
    coverage: { file: path.join(coverage, 'coverage-summary.json'), parse: parseIstanbulSummary },
  };
}

/** Go runs packages, not files, and its report is all that it prints. */
function goReporter(step: string, folder: string): Reporter {
  const profile = path.join(folder, 'cover.out');
  return {
    file: path.join(folder, 'report.jsonl'),
    env: {},
    options: ['-json', ...(/\s-cover/.test(step) ? [`-coverprofile=${profile}`] : [])],
    readable: [],
    parse: parseGoTestReport,
    printed: 'output',
    fromFolder: true,
    files: (files) => [...new Set(files.map((file) => `./${path.posix.dirname(file)}`))],
    // All errors of the compiler, which else stops after ten.
    fileOptions: () => (/\s-gcflags\b/.test(step) ? [] : ['-gcflags=-e']),
    coverage: { file: profile, parse: parseGoProfile },
  };
}

/** A reporter on the command line without a destination would be given ours, so it gets stdout; so does our second. */
function nodeReporter(step: string, file: string): Reporter {
  const script = path.join(packageRoot(), 'src/verify/reports/node-test-reporter.mjs');
  const ours = [`--test-reporter=${script}`, `--test-reporter-destination=${file}`];
  const stdout = step.includes('--test-reporter-destination') ? [] : ['--test-reporter-destination=stdout'];
  const spec = step.includes('--test-reporter') ? [] : ['--test-reporter=spec'];
  const options = [...ours, ...spec, ...stdout].map(quoteNodeOption).join(' ');
  return { file, env: { NODE_OPTIONS: options }, options: [], readable: [script], parse: parseNodeTestReport };
}

function pytestReporter(step: string, folder: string): Reporter {
  const file = path.join(folder, 'report.xml');
  const json = path.join(folder, 'coverage.json');
  const cover = /[\s"']--cov\b(?!-)/.test(step) ? ` --cov-report=json:${shellQuote(json)}` : '';
  const options = `--junitxml=${shellQuote(file)} -o junit_family=xunit1${cover}`;
  return {
    file,
    env: { PYTEST_ADDOPTS: options },
    options: [],
    readable: [],
    parse: parseJunitReport,
    fromFolder: true,
    coverage: { file: json, parse: parseCoveragePy },
  };
}

function quoteNodeOption(option: string): string {
  return /[\s"\\]/.test(option) ? `"${option.replaceAll(/["\\]/g, '\\$&')}"` : option;
}
