import path from 'node:path';
import { steps } from './command-line.js';
import { plainText } from '../inside.js';
import { folderIn, inPackage } from './packages.js';

export type Tool = TestTool | LintTool | TypeTool | 'unknown';
export type TestTool = 'node-test' | 'jest' | 'vitest' | 'pytest' | 'go-test' | 'cargo-test' | 'maven';
export type LintTool = 'oxlint' | 'eslint' | 'biome' | 'ruff' | 'flake8' | 'go-vet' | 'staticcheck' | 'clippy';
export type TypeTool = 'tsc' | 'mypy' | 'pyright' | 'cargo-check';

export interface Step {
  tool: Tool;
  /** The simple command that starts the tool. */
  text: string;
  /** Where that runs; absolute. */
  dir: string;
  /** The step of the outer command that leads to it, and by how many scripts of npm that pass on no options yet. */
  outer: string;
  npm: number;
  /** What is added to that step gets to it. */
  reached: boolean;
}

const TOOLS: Record<string, Tool> = {
  jest: 'jest',
  vitest: 'vitest',
  pytest: 'pytest',
  'py.test': 'pytest',
  oxlint: 'oxlint',
  eslint: 'eslint',
  biome: 'biome',
  ruff: 'ruff',
  flake8: 'flake8',
  staticcheck: 'staticcheck',
  tsc: 'tsc',
  mypy: 'mypy',
  pyright: 'pyright',
};
const GO: Record<string, Tool> = { test: 'go-test', vet: 'go-vet' };
const CARGO: Record<string, Tool> = { test: 'cargo-test', t: 'cargo-test', clippy: 'clippy', check: 'cargo-check' };
/** Words that may stand in front of a tool's name, and options among them that a value follows. */
const WRAPPER =
  /^(?:-.*|\w+=.*|npx|bunx|npm|pnpm|yarn|exec|dlx|run|env|cross-env|time|c8|nyc|coverage|uvx?|poetry|pdm|pipenv|tool|python[\d.]*|node|tsx)$/;
const WITH_VALUE = /^(?:--(?:with|group|extra|python|package|filter|directory|project)|-[pCFWX])$/;
const TEST_FILE = /(?:^|[./_-])test\.[cm]?[jt]s$/;
const MAX_DEPTH = 5;

/** The steps of a command in the order they run; scripts of package.json are followed. None runs outside of `root`. */
export async function commandSteps(command: string, root: string): Promise<Step[]> {
  return stepsIn(command, root, { root, depth: 0, outer: command, npm: 0, reached: true });
}

interface Walk extends Pick<Step, 'outer' | 'npm' | 'reached'> {
  root: string;
  depth: number;
}

function stepsIn(command: string, dir: string, at: Walk): Step[] {
  const found: Step[] = [];
  let folder = dir;
  const all = steps(command);
  for (const [index, text] of all.entries()) {
    const target = /^cd\s+(\S+)$/.exec(text)?.[1];
    if (target) folder = folderIn(at.root, folder, target);
    else if (at.depth === 0) found.push(...stepsBehind(text, folder, { ...at, outer: text }));
    else found.push(...stepsBehind(text, folder, { ...at, reached: at.reached && index === all.length - 1 }));
  }
  return found;
}

function stepsBehind(text: string, from: string, { root, depth, ...way }: Walk): Step[] {
  const { words, dir } = inPackage(unwrapped(text.split(/\s+/)), from, root);
  const name = scriptName(words);
  const script = name && depth < MAX_DEPTH ? readScript(root, dir, name) : undefined;
  if (!script || !name) return [{ tool: toolOf(words), text, dir, ...way, npm: way.npm + keepsOptions(text, words) }];
  const passedOn = words.slice(words.indexOf(name) + 1).filter((word) => word !== '--');
  const inner = { ...way, npm: way.npm + keepsOptions(text, words), depth: depth + 1 };
  return stepsIn([script, ...passedOn].join(' '), dir, { root, ...inner });
}

/** npm takes options for its own, but for those behind `--`. */
const keepsOptions = (text: string, [manager]: string[]) => (manager === 'npm' && !/\s--(?:\s|$)/.test(text) ? 1 : 0);

/** Without variables, and without what fetches a manager of packages: `npx --yes pnpm@10` is `pnpm`. */
function unwrapped(words: string[]): string[] {
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  const rest = words.slice(Math.max(start, 0));
  if (!['npx', 'bunx', 'corepack'].includes(rest[0] ?? '')) return rest;
  const at = rest.findIndex((word, place) => place > 0 && !word.startsWith('-'));
  const manager = /^(?:(npm|pnpm|yarn)|@yarnpkg\/cli-dist)(?:@.+)?$/.exec(rest[at] ?? '');
  return manager ? [manager[1] ?? 'yarn', ...rest.slice(at + 1)] : rest;
}

function scriptName(words: string[]): string | undefined {
  const [manager, ...rest] = words;
  const [verb, name] = rest.filter((word) => !word.startsWith('-'));
  if (manager === 'npm' && (verb === 't' || verb === 'tst')) return 'test';
  if (manager === 'npm' && verb !== 'test') return verb === 'run' || verb === 'run-script' ? name : undefined;
  if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') return undefined;
  return verb === 'run' ? name : verb;
}

function readScript(root: string, dir: string, name: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(plainText(root, path.join(path.relative(root, dir), 'package.json')));
    const { scripts } = manifest as { scripts?: Record<string, unknown> };
    const script = scripts?.[name];
    return typeof script === 'string' ? script : undefined;
  } catch {
    return undefined;
  }
}

function toolOf(words: string[]): Tool {
  const runsNode = words.some((word) => /^(?:.*\/)?(?:node|tsx)$/.test(word));
  if (runsNode && words.some((word) => word === '--test' || TEST_FILE.test(word))) return 'node-test';
  const go = words.findIndex((word) => path.basename(word) === 'go');
  if (go >= 0) return goTool(words.slice(go + 1));
  const cargo = words.findIndex((word) => path.basename(word) === 'cargo');
  if (cargo >= 0) return CARGO[firstPlain(words.slice(cargo + 1))] ?? 'unknown';
  if (words.some((word) => /^(?:.*\/)?mvnw?$/.test(word))) return words.some(isTestPhase) ? 'maven' : 'unknown';
  const program = words.find((word, at) => !WRAPPER.test(path.basename(word)) && !isOption(words, at));
  return named(program ?? '');
}

/** The verb of a program, behind its options and a toolchain (`cargo +nightly test`). */
const firstPlain = (words: string[]) => words.find((word) => !/^[-+]/.test(word)) ?? '';

/** Of Maven's life cycle, what comes to the tests. */
const isTestPhase = (word: string) => /^(?:test|package|verify|install|integration-test|surefire:test)$/.test(word);

const isOption = (words: string[], at: number) => WRAPPER.test(words[at]!) || WITH_VALUE.test(words[at - 1] ?? '');

/** `go tool` and `go run` start other tools. */
function goTool(words: string[]): Tool {
  const [verb = '', program = ''] = words.filter((word) => !word.startsWith('-'));
  return verb === 'tool' || verb === 'run' ? named(program) : (GO[verb] ?? 'unknown');
}

/** The tool that a path, or a package with its version, is of. */
const named = (program: string): Tool => TOOLS[path.basename(program).replace(/@.+$|\.[cm]?js$/, '')] ?? 'unknown';
