/**
 * What of a manifest or a lock file decides what tests and checks show: scripts, settings of tools, and where packages
 * come from when it is no registry, as anything could be put there in place of a runner or an assertion library. The
 * rest is ordinary dependencies and words.
 */

/** The part of this file's text that decides, as a text to compare; undefined for any other file. */
export function decidingPart(file: string): ((text: string) => string) | undefined {
  return PARTS.find(([name]) => name.test(file))?.[1];
}

const LOCK =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|uv\.lock|poetry\.lock|Cargo\.lock)$/;
export const isLockFile = (file: string) => LOCK.test(file);
export const hasLockFile = (file: string) => /(?:^|\/)(?:package\.json|pyproject\.toml|Cargo\.toml)$/.test(file);

/** Of npm, pnpm and Yarn; of uv; of Poetry; of Cargo, in its words of git. Yarn itself patches some packages, and says so. */
const ODD_LOCKED =
  /\b(?:file|link|portal|patch|exec|git|git\+\w+|http):[^\s"'](?!.*!builtin)|"link": true|\bsource = \{ (?!registry)|^type = "(?:directory|file|git|url)"/;

const PARTS: [file: RegExp, of: (text: string) => string][] = [
  [/(?:^|\/)package\.json$/, packageParts],
  [/(?:^|\/)(?:pyproject\.toml|Pipfile)$/, tomlParts],
  [/(?:^|\/)go\.mod$/, goParts],
  [/(?:^|\/)Cargo\.toml$/, cargoParts],
  [/(?:^|\/)pom\.xml$/, pomParts],
  // Options, paths and addresses, but for hashes.
  [
    /(?:^|\/)(?:requirements|constraints)[\w.-]*\.txt$/,
    (text) => linesWith(/^\s*(?:-(?!-hash)|[./]|\w+:)|\s@\s/, text),
  ],
  [LOCK, (text) => linesWith(ODD_LOCKED, text)],
];

const PACKAGE_PARTS =
  'scripts jest vitest mocha ava nyc c8 tap babel eslintConfig ts-jest wireit overrides resolutions pnpm workspaces'.split(
    ' ',
  );
const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
/** A version, a range, a tag; in a monorepo, what it has under this name. */
const ORDINARY = /^[^:/]*$|^(?:workspace|catalog):/;
/** What a package must neither be called nor bring as a program. */
const TOOL =
  /^(?:jest|vitest|mocha|chai|ava|tap|nyc|c8|sinon|eslint|oxlint|biome|tsc|typescript|tsx|node)$|^@(?:jest|vitest)\//;

function packageParts(text: string): string {
  try {
    const manifest = JSON.parse(text || '{}') as Record<string, unknown>;
    const lists = DEPENDENCIES.flatMap((list) => Object.entries(manifest[list] ?? {}));
    const odd = lists.filter(([, from]) => !ORDINARY.test(String(from))).map((entry) => entry.join(' '));
    const names = [String(manifest['name']), ...Object.keys(manifest['bin'] ?? {})];
    const parts = PACKAGE_PARTS.map((part) => manifest[part]);
    return JSON.stringify([...parts, ...odd.toSorted(), ...names.filter((name) => TOOL.test(name))]);
  } catch {
    return text;
  }
}

const MANAGER_TABLE = /^(?:tool\.(?:poetry|uv|pdm|hatch|setuptools)(?:\.|$))/;
const DECIDING_TABLE = /^(?:tool\.|project\.entry-points|scripts$|source$)/;
const DECIDING_OF_MANAGERS =
  /^tool\.(?:uv\.(?:sources|index)|pdm\.(?:scripts|source)|poetry\.(?:plugins|source)|hatch\.envs)(?:\.|$)/;
const ODD_LINE =
  /\b(?:path|git|url|file|editable)\s*=|\bfile:|\s@\s|^\s*(?:sources|index|index-url|find-links|build-backend|backend-path)\s*=|^\s*["']?(?:pytest|py\.test|coverage|ruff|flake8|mypy|pyright)["']?\s*=\s*["'][\w.]+:/;
const OVERRIDES = /^\s*(?:override|constraint)-dependencies\s*=\s*\[[^\]]*\]/gm;

const tablesOf = (text: string) =>
  text.split(/^(?=[ \t]*\[[^\],=]+\]+[ \t]*(?:#.*)?$)/m).map((raw) => {
    const table = raw.trim();
    return { table, head: /^\[+(.*?)\]/.exec(table)?.[1]?.replaceAll(/[\s"']/g, '') ?? '' };
  });

const CARGO_ODD = /\b(?:path|git|registry|package|build|links|auto\w+)\s*=/;

/** How targets are built and linted, and crates that don't come from the registry. */
function cargoParts(text: string): string {
  const parts = tablesOf(text).map(({ head, table }) => {
    const ordinary = /(?:^|[.-])dependencies(?:\.|$)|^(?:package|features|workspace\.package)$/.test(head);
    return ordinary ? linesWith(CARGO_ODD, table) : table;
  });
  return parts.filter(Boolean).join('\n');
}

const POM_PARTS = /<(build|profiles|parent|properties|repositories|pluginRepositories)>[^]*?<\/\1>|<systemPath>.*/g;

/** What is run in a build, and where from. */
function pomParts(text: string): string {
  return (text.match(POM_PARTS) ?? []).join('\n');
}

/** All settings of tools; of package managers, what says where packages come from or what is run. */
function tomlParts(text: string): string {
  const parts = tablesOf(text).flatMap(({ head, table }) => {
    const whole = MANAGER_TABLE.test(head) ? DECIDING_OF_MANAGERS.test(head) : DECIDING_TABLE.test(head);
    return whole ? [table] : [linesWith(ODD_LINE, table), ...(table.match(OVERRIDES) ?? [])];
  });
  return parts.filter(Boolean).join('\n');
}

/** What `go.mod` takes from elsewhere, on a line or in parentheses. */
function goParts(text: string): string {
  const plain = text.replaceAll(/\/\/.*/g, '');
  const parts = plain.match(/^\s*(?:replace|exclude)\s*(?:\([^)]*\)|.+)/gm) ?? [];
  return parts.map((part) => part.trim().replaceAll(/\s+/g, ' ')).join('\n');
}

function linesWith(pattern: RegExp, text: string): string {
  const lines = text.split('\n').filter((line) => pattern.test(line));
  return lines
    .map((line) => line.trim())
    .toSorted()
    .join('\n');
}
