import type { Change } from '../git/trees.js';
import { decidingPart, hasLockFile, isLockFile } from './deciding-parts.js';

/**
 * Files that decide what a run of tests or a check shows: settings of runners and linters, snapshots, scripts of
 * manifests. A task changes them only where its plan names them, which a person has seen.
 */

const NAMES = [
  /^(?:jest|vitest|vite|playwright|cypress|karma|ava|babel|eslint|prettier|biome)(?:\.[\w-]+)*\.config\.[cm]?[jt]s$/,
  /^(?:jest|vitest|eslint|babel|playwright)\.config\.json$|^vitest\.workspace\.[cm]?[jt]s$/,
  /^\.(?:mocharc|nycrc|c8rc|babelrc|swcrc|eslintrc|oxlintrc|taprc)(?:\.\w+)?$|^biome\.jsonc?$|^tsconfig(?:\.[\w-]+)*\.json$/,
  /^(?:\.?pytest\.(?:ini|toml)|tox\.(?:ini|toml)|setup\.cfg|conftest\.py|noxfile\.py|sitecustomize\.py|usercustomize\.py|\.coveragerc(?:\.toml)?)$/,
  // Python looks for modules beside the tests first.
  /^(?:pytest|unittest)\.py$/,
  /^(?:jest|vitest)[.-]setup\.[cm]?[jt]sx?$|^setupTests\.[jt]sx?$/,
  /^(?:\.?ruff\.toml|\.flake8|\.?mypy\.ini|pyrightconfig\.json|\.pylintrc)$/,
  /^(?:build\.rs|rust-toolchain(?:\.toml)?|\.?clippy\.toml|nextest\.toml)$/,
  /^(?:\.golangci\.\w+|staticcheck\.conf|go\.work)$/,
  /^(?:GNUmakefile|[Mm]akefile|justfile|Taskfile\.ya?ml|piv\.config\.yaml|\.pnp\.[cm]js|\.env(?:\.(?!example|sample|template|dist).+)?)$/,
  /^(?:\.npmrc|\.yarnrc(?:\.yml)?|pnpm-workspace\.yaml|\.pnpmfile\.c?js|bunfig\.toml|node\.config\.json|\.?mise\.toml|uv\.toml)$/,
  /\.snap$/,
];

/** Snapshots, and where tools are put or found. */
const FOLDERS = [
  '__snapshots__',
  'node_modules',
  '.venv',
  'venv',
  'site-packages',
  '.yarn',
  '_pytest',
  '.cargo',
  '.mvn',
];
/** Copies of modules, and what is changed in installed ones. */
const PATHS = /(?:^|\/)vendor\/[\w-]+(?:\.[\w-]+)+\/|^patches\/.+\.patch$/;

export const isJudge = (file: string) => {
  const parts = file.split('/');
  const name = parts.at(-1) ?? file;
  return (
    parts.some((part) => FOLDERS.includes(part)) || PATHS.test(file) || NAMES.some((pattern) => pattern.test(name))
  );
};

/** The changed files that decide and that the task doesn't name. `read` gives a file's text before and after. */
export async function judgesChanged(
  changes: Change[],
  named: string[],
  read: (file: string) => Promise<{ before: string; after: string }>,
): Promise<string[]> {
  const unnamed = changes.filter((change) => !named.includes(change.path));
  const judges = unnamed.filter((change) => isJudge(change.path)).map((change) => change.path);
  for (const { path } of unnamed) {
    const of = decidingPart(path);
    // A plan that names a manifest means its lock file too.
    if (!of || (isLockFile(path) && named.some(hasLockFile))) continue;
    const { before, after } = await read(path);
    if (of(before) !== of(after)) judges.push(path);
  }
  return judges;
}
