import { shortText } from '../lists.js';
import type { Commands } from '../types.js';
import { runIn, type Checkout } from './checkout.js';
import { shellQuote, steps } from './command-line.js';
import { commandSteps } from './detect.js';

/** The programs that commands use: which of them are there, where commands run, and in which versions. */
export interface Programs {
  /** Each with its version, where it tells one: "node 22.1.0". */
  there: string[];
  absent: string[];
}

const TIMEOUT_MS = 20_000;
const MAX_NAMES = 30;
/** What could be run to no harm. A path is none: what it would do with `--version`, nobody knows. */
const NAME = /^[a-zA-Z][\w.+-]*$/;
const BUILT_IN = /^(?:cd|echo|exit|export|set|source|test|time|true|false|env|exec|sh|bash)$/;
/** In place of `--version`. */
const ASKED: Record<string, string> = { go: 'version', java: '-version' };
const BEHIND: Record<string, string> = {
  'node-test': 'node',
  'go-test': 'go',
  'go-vet': 'go',
  'cargo-test': 'cargo',
  'cargo-check': 'cargo',
  clippy: 'cargo-clippy',
  maven: 'mvn',
};

/** In these, set-up puts what commands find first. */
const LOOK = `look() {
  for at in "node_modules/.bin/$1" ".venv/bin/$1" "$1"; do
    command -v "$at" >/dev/null 2>&1 || continue
    said=$("$at" "$2" 2>&1 </dev/null) || said=
    printf '%s\\t%s\\n' "$1" "\${said%%$'\\n'*}"
    return
  done
  printf '%s\\n' "$1"
}`;

/** The programs that command lines begin with, and those that are known behind them. */
export async function programsIn(commands: Commands, dir: string): Promise<string[]> {
  const lines = Object.values(commands).flatMap((found) => (found ? [found.command] : []));
  const behind = await Promise.all(lines.map((line) => commandSteps(line, dir)));
  const tools = behind.flat().map(({ tool }) => BEHIND[tool] ?? tool);
  const all = [...lines.flatMap(firstWords), ...tools.filter((tool) => tool !== 'unknown')];
  return [...new Set(all)];
}

/** The first words of the simple commands of a line, as far as they are names. */
export const firstWords = (line: string): string[] =>
  steps(line)
    .map((step) => step.split(/\s+/).find((word) => !/^\w+=/.test(word)) ?? '')
    .filter((word) => NAME.test(word) && !BUILT_IN.test(word));

export async function lookForPrograms(names: string[], checkout: Checkout, signal: AbortSignal): Promise<Programs> {
  const asked = [...new Set(names)].slice(0, MAX_NAMES);
  if (asked.length === 0) return { there: [], absent: [] };
  const looks = asked.map((name) => `look ${shellQuote(name)} ${ASKED[name] ?? '--version'} &`);
  const command = [LOOK, ...looks, 'wait'].join('\n');
  const { output } = await runIn(checkout, command, { timeoutMs: TIMEOUT_MS, signal });
  const told = new Map(output.split('\n').map((line) => [line.split('\t')[0]!, line.split('\t')[1]]));
  const there = asked.filter((name) => told.get(name) !== undefined);
  return {
    there: there.map((name) => [name, versionIn(told.get(name)!)].filter(Boolean).join(' ')),
    absent: asked.filter((name) => told.has(name) && told.get(name) === undefined),
  };
}

const versionIn = (said: string) => shortText(/\d+(?:\.\d+)+[\w.+-]*/.exec(said)?.[0] ?? '', 40);
