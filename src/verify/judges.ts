import type { Change } from '../git/trees.js';

/**
 * Files that decide what a run of tests or a check shows: settings of runners and linters, snapshots, scripts of
 * manifests. A task changes them only where its plan names them, which a person has seen.
 */

const NAMES = [
  /^(?:jest|vitest|vite|playwright|cypress|karma|ava|babel|eslint|prettier|biome)(?:\.[\w-]+)*\.config\.[cm]?[jt]s$/,
  /^(?:jest|vitest|eslint|babel|playwright)\.config\.json$|^vitest\.workspace\.[cm]?[jt]s$/,
  /^\.(?:mocharc|nycrc|c8rc|babelrc|swcrc|eslintrc|oxlintrc|taprc)(?:\.\w+)?$|^biome\.jsonc?$|^tsconfig(?:\.[\w-]+)*\.json$/,
  /^(?:pytest\.ini|tox\.ini|setup\.cfg|conftest\.py|noxfile\.py|sitecustomize\.py|usercustomize\.py|\.coveragerc)$/,
  /^(?:\.?ruff\.toml|\.flake8|\.?mypy\.ini|pyrightconfig\.json|\.pylintrc)$/,
  /^(?:\.golangci\.\w+|staticcheck\.conf|go\.work)$/,
  /^(?:GNUmakefile|[Mm]akefile|justfile|Taskfile\.ya?ml|piv\.config\.yaml|\.npmrc|\.pnp\.[cm]js|\.env(?:\..+)?)$/,
  /\.snap$/,
];

/** Snapshots, and where set-up puts tools. */
const FOLDERS = ['__snapshots__', 'node_modules', '.venv', 'venv', 'site-packages'];

const isJudge = (file: string) => {
  const parts = file.split('/');
  const name = parts.at(-1) ?? file;
  return parts.some((part) => FOLDERS.includes(part)) || NAMES.some((pattern) => pattern.test(name));
};

/** What of a manifest decides; the rest is dependencies and words. */
const DECIDES: [manifest: RegExp, of: (text: string) => string][] = [
  [/(?:^|\/)package\.json$/, packageParts],
  [/(?:^|\/)pyproject\.toml$/, tomlTools],
];
const PACKAGE_PARTS = ['scripts', 'jest', 'vitest', 'mocha', 'ava', 'nyc', 'c8', 'tap', 'babel', 'eslintConfig'];

function packageParts(text: string): string {
  try {
    const manifest = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(PACKAGE_PARTS.map((part) => manifest[part]));
  } catch {
    return text;
  }
}

/** The tables of tools but for those of package managers. */
function tomlTools(text: string): string {
  const tables = text.split(/^(?=\[)/m).filter((table) => /^\[+tool\.(?!poetry|uv|pdm|hatch|setuptools)/.test(table));
  return tables.map((table) => table.trim()).join('\n');
}

/** The changed files that decide and that the task doesn't name. `read` gives a file's text before and after. */
export async function judgesChanged(
  changes: Change[],
  named: string[],
  read: (file: string) => Promise<{ before: string; after: string }>,
): Promise<string[]> {
  const unnamed = changes.filter((change) => !named.includes(change.path));
  const judges = unnamed.filter((change) => isJudge(change.path)).map((change) => change.path);
  for (const { path } of unnamed) {
    const of = DECIDES.find(([manifest]) => manifest.test(path))?.[1];
    if (!of) continue;
    const { before, after } = await read(path);
    if (of(before) !== of(after)) judges.push(path);
  }
  return judges;
}
