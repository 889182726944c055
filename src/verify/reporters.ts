import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellQuote } from './command-line.js';
import type { Step } from './detect.js';
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
}

/** Tools that take it from the environment may be anywhere in the command, others have to be its last step. */
export function reporterFor(steps: Step[], folder: string): Reporter | undefined {
  const node = steps.find((step) => step.tool === 'node-test');
  if (node) return nodeReporter(node.text, path.join(folder, 'report.jsonl'));
  const xml = path.join(folder, 'report.xml');
  if (steps.some((step) => step.tool === 'pytest')) return pytestReporter(xml);
  const file = path.join(folder, 'report.json');
  const base = { file, env: {}, readable: [], parse: parseJestReport };
  const last = steps.at(-1)?.tool;
  if (last === 'jest') return { ...base, options: ['--json', `--outputFile=${file}`] };
  if (last !== 'vitest') return undefined;
  return { ...base, options: ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`] };
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

function pytestReporter(file: string): Reporter {
  const options = `--junitxml=${shellQuote(file)} -o junit_family=xunit1`;
  return { file, env: { PYTEST_ADDOPTS: options }, options: [], readable: [], parse: parseJunitReport };
}

function quoteNodeOption(option: string): string {
  return /[\s"\\]/.test(option) ? `"${option.replaceAll(/["\\]/g, '\\$&')}"` : option;
}

/** Compiled code runs from another folder, but the reporter stays in src. */
function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}
