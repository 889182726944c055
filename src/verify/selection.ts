import path from 'node:path';

/** Whether a run of test files runs all tests in them, or those of some names or marks only. */

const CONFIGS = ['jest', 'vitest', 'vite'].flatMap((tool) =>
  ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'json'].map((end) => `${tool}.config.${end}`),
);
export const PYTEST_SETTINGS = [
  'pytest.ini',
  '.pytest.ini',
  'pytest.toml',
  '.pytest.toml',
  'pyproject.toml',
  'tox.ini',
  'setup.cfg',
];
const NAMES = [...CONFIGS, ...PYTEST_SETTINGS, 'conftest.py', 'package.json', 'pom.xml'];

/** Where a tool may be told so: beside the test and in each folder above. */
export function settingsOf(test: string): string[] {
  const folders = test.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'));
  return folders.flatMap((folder) => NAMES.map((name) => path.posix.join(folder, name)));
}

/** `settings`: the texts of those that are there, by path. */
export function selectsTests(command: string, settings: Record<string, string>): boolean {
  if (selects(command)) return true;
  return Object.entries(settings).some(([file, text]) => {
    const name = path.posix.basename(file);
    if (name === 'package.json') return /"testNamePattern"/.test(text) || selects(scriptOf(command, text));
    if (name === 'conftest.py') return /\bpytest_deselected\b|\bitems\s*\[:\]\s*=/.test(text);
    if (name === 'pom.xml') return /<(?:groups|test)>/.test(text);
    if (CONFIGS.includes(name)) return /\btestNamePattern\b/.test(text);
    // Ours begins with "test_".
    return /^\s*python_functions\s*=/m.test(text) || selects(` ${addedOptions(text)}`);
  });
}

const ADDOPTS = /^\s*addopts\s*=[^]*?(?=\n\s*[\w.-]+\s*=|\n\s*\n|\n\[|$(?![^]))/m;

/** What these settings of pytest add to its command line. */
export const addedOptions = (text: string): string => ADDOPTS.exec(text)?.[0] ?? '';

const OPTION =
  /[\s"'](?:-k|-t|-m(?! pytest\b)|-run|--testNamePattern|--test-name-pattern|--grep|-g|-Dgroups|-Dtest)(?:[\s=,"']+|$)(?<value>[^"'\n]*)/g;
/** Leaves out marks or names that ours doesn't have. */
const ONLY_NOT = /^not \w+(?: and not \w+)*\s*$/;

/** A name behind `cargo test`, or among what is for its tests. */
const CARGO_NAME = /\bcargo(?:\s+[+-]\S+)*\s+(?:test|t)\s+(?:[\w:]|(?:.*\s)?--\s+(?:-\S+\s+)*[\w:])/;

const selects = (line: string) =>
  CARGO_NAME.test(line) || [...line.matchAll(OPTION)].some(({ groups }) => !ONLY_NOT.test(groups?.['value'] ?? ''));

/** What a package manager runs for this command. */
function scriptOf(command: string, manifest: string): string {
  const name = /\b(?:npm|pnpm|yarn)\s+(?:run\s+)?([\w:.-]+)/.exec(command)?.[1] ?? '';
  try {
    const { scripts = {} } = JSON.parse(manifest) as { scripts?: Record<string, string> };
    return ` ${scripts[name] ?? ''}`;
  } catch {
    return '';
  }
}
