import type { CommandName } from '../../types.js';
import type { Found, Top } from './found.js';
import { integrationProject } from './integration.js';

interface Manager {
  lock: string;
  setup: string;
  /** What stands before a script, and before a tool that is installed. */
  run: string;
  exec: string;
  node: string;
}

const NPM: Manager = {
  lock: 'package-lock.json',
  setup: 'npm ci',
  run: 'npm run',
  exec: 'npx --no-install',
  node: 'node',
};
const pnpm = (program = 'pnpm'): Manager => ({
  lock: 'pnpm-lock.yaml',
  setup: `${program} install --frozen-lockfile`,
  run: `${program} run`,
  exec: `${program} exec`,
  node: 'node',
});
/** The first one has other options than those that came after it, which may keep modules where only they find them. */
const yarn = (first: boolean, program = 'yarn'): Manager => ({
  lock: 'yarn.lock',
  setup: `${program} install ${first ? '--frozen-lockfile' : '--immutable'}`,
  run: `${program} run`,
  exec: `${program} run`,
  node: first ? 'node' : `${program} node`,
});

const SCRIPTS: [CommandName, RegExp][] = [
  ['test', /^test$/],
  ['integration', /^test:(?:integration|e2e)$/],
  ['lint', /^lint$/],
  ['typecheck', /^(?:typecheck|type-check|check-types|types|tsc)$/],
  ['coverage', /^(?:coverage|test:coverage|test:cov|cov)$/],
];

export function nodeStack(top: Top): Found[] | undefined {
  const { names, texts } = top;
  const text = texts.get('package.json');
  if (text === undefined) return undefined;
  const manifest = readManifest(text);
  const manager = managerOf(manifest, names, texts.get('yarn.lock') ?? '');
  const { scripts = {} } = manifest;
  const named = SCRIPTS.flatMap(([name, pattern]): Found[] => {
    const script = Object.keys(scripts).find((key) => pattern.test(key));
    return script ? [[name, `${manager.run} ${script}`, 'package.json']] : [];
  });
  const byFile = testFile(scripts['test'] ?? '', manager);
  const tool = (['vitest', 'jest'] as const).find((one) => byFile?.includes(` ${one}`));
  const project = named.some(([name]) => name === 'integration') ? undefined : tool && integrationProject(tool, top);
  return [
    ...(names.includes(manager.lock) ? [['setup', manager.setup, manager.lock] satisfies Found] : []),
    ...named,
    ...(byFile ? [['testFile', byFile, 'package.json'] satisfies Found] : []),
    ...(project ? [['integration', `${byFile} ${project.option}`, project.file] satisfies Found] : []),
  ];
}

/** Without the network npx asks for over a minute what is new of a package that it has, if it isn't told not to. */
const FETCHED = 'npx --yes --prefer-offline';

/**
 * A version that `packageManager` names is fetched by npx, which is wherever npm is: on the path there may be none, or
 * one that would have to fetch that version itself, once a command.
 */
function managerOf({ packageManager }: Manifest, names: string[], yarnLock: string): Manager {
  const [, name, version = ''] = /^(pnpm|yarn)@(\d[\w.-]*)/.exec(String(packageManager)) ?? [];
  if (name === 'pnpm') return pnpm(`${FETCHED} pnpm@${version}`);
  const first = version ? version.startsWith('1.') : /^# yarn lockfile v1$/m.test(yarnLock);
  if (name === 'yarn') return yarn(first, `${FETCHED} ${first ? 'yarn' : '@yarnpkg/cli-dist'}@${version}`);
  return [pnpm(), yarn(first)].find(({ lock }) => names.includes(lock)) ?? NPM;
}

/** How the tool behind the script `test` runs single test files. */
function testFile(script: string, { exec, node }: Manager): string | undefined {
  if (/\bjest\b/.test(script)) return `${exec} jest`;
  if (/\bvitest\b/.test(script)) return `${exec} vitest run`;
  return script.includes('node --test') ? `${node} --test` : undefined;
}

interface Manifest {
  scripts?: Record<string, string>;
  packageManager?: unknown;
}

function readManifest(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return {};
  }
}
