/** Where packages come from, by ecosystem: its files, by their names, and its public registries. */
export interface Ecosystem {
  /** What is asked for, and exactly what that came to. */
  manifests: RegExp;
  locks: RegExp;
  /** Settings of its tools, which may say where from, or what is run on the way. */
  settings?: RegExp;
  registries: string[];
  /** Its tools, as a command names them. */
  tools: RegExp;
}

const ECOSYSTEMS: Ecosystem[] = [
  {
    manifests: /^package\.json$/,
    locks: /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/,
    settings: /^(?:\.npmrc|\.yarnrc(?:\.yml)?|pnpm-workspace\.yaml|\.pnpmfile\.c?js|bunfig\.toml)$/,
    registries: ['registry.npmjs.org', 'registry.yarnpkg.com', 'repo.yarnpkg.com'],
    tools: /^(?:np[mx]|pnpm|yarn|corepack)$/,
  },
  {
    manifests: /^(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile)$/,
    locks: /^(?:uv|poetry|pdm)\.lock$|^Pipfile\.lock$|^(?:.*[-_])?(?:requirements|constraints).*\.(?:txt|in)$/,
    settings: /^(?:uv\.toml|poetry\.toml|pip\.conf|hatch_build\.py)$/,
    registries: ['pypi.org', 'files.pythonhosted.org'],
    tools: /^(?:pip[\d.x]*|pipenv|uvx?|poetry|pdm|hatch|tox|nox|setup\.py)$/,
  },
  {
    manifests: /^go\.(?:mod|work)$/,
    locks: /^go(?:\.work)?\.sum$/,
    // The last one is where the proxy sends one for what is large.
    registries: ['proxy.golang.org', 'sum.golang.org', 'storage.googleapis.com'],
    tools: /^(?:go)$/,
  },
  {
    manifests: /^Cargo\.toml$/,
    locks: /^Cargo\.lock$/,
    // `.cargo/config.toml` counts as the last one.
    settings: /^build\.rs$|^rust-toolchain(?:\.toml)?$/,
    registries: ['crates.io', 'index.crates.io', 'static.crates.io'],
    tools: /^(?:cargo)$/,
  },
  {
    manifests: /^pom\.xml$|^(?:build|settings)\.gradle(?:\.kts)?$|^build\.sbt$/,
    locks: /^gradle\.lockfile$|^libs\.versions\.toml$/,
    settings:
      /^gradle\.properties$|^gradle-wrapper\.(?:properties|jar)$|^maven-wrapper\.(?:properties|jar)$|^(?:gradlew|mvnw)$/,
    registries: [
      'repo.maven.apache.org',
      'repo1.maven.org',
      'plugins.gradle.org',
      'plugins-artifacts.gradle.org',
      'services.gradle.org',
      'downloads.gradle.org',
      'dl.google.com',
      'maven.google.com',
    ],
    tools: /^(?:mvnw?|gradlew?|sbt)$/,
  },
  {
    manifests: /^Gemfile$|\.gemspec$/,
    locks: /^Gemfile\.lock$/,
    registries: ['rubygems.org', 'index.rubygems.org'],
    tools: /^(?:bundler?|gem)$/,
  },
  {
    manifests: /^composer\.json$/,
    locks: /^composer\.lock$/,
    registries: ['packagist.org', 'repo.packagist.org', 'api.github.com', 'codeload.github.com'],
    tools: /^(?:composer)$/,
  },
  {
    manifests: /\.(?:cs|fs|vb)proj$|^(?:global\.json|Directory\.[\w.]+\.(?:props|targets))$/,
    locks: /^packages\.lock\.json$/,
    settings: /^nuget\.config$/i,
    registries: ['api.nuget.org', 'www.nuget.org', 'globalcdn.nuget.org'],
    tools: /^(?:dotnet|nuget)$/,
  },
  {
    manifests: /^mix\.exs$/,
    locks: /^mix\.lock$/,
    registries: ['hex.pm', 'repo.hex.pm', 'builds.hex.pm'],
    tools: /^mix$/,
  },
  {
    manifests: /^pubspec\.yaml$/,
    locks: /^pubspec\.lock$/,
    registries: ['pub.dev', 'storage.googleapis.com'],
    tools: /^(?:dart|flutter)$/,
  },
];

/** What is installed there, or kept for tests, is none of the repository's own. */
const ELSEWHERE = /(?:^|\/)(?:node_modules|vendor|testdata|fixtures?|__fixtures__)\//;

/** A file that says what set-up installs, and of which ecosystem. */
export interface InstallFile {
  path: string;
  of: Ecosystem;
  kind: 'manifest' | 'lock' | 'settings';
}

export function installFile(path: string): InstallFile | undefined {
  const name = path.endsWith('.cargo/config.toml') ? 'rust-toolchain' : path.slice(path.lastIndexOf('/') + 1);
  for (const of of ECOSYSTEMS) {
    if (of.locks.test(name)) return { path, of, kind: 'lock' };
    if (of.manifests.test(name)) return { path, of, kind: 'manifest' };
    if (of.settings?.test(name)) return { path, of, kind: 'settings' };
  }
  return undefined;
}

/** Of these, those of the repository itself. */
export const installFiles = (paths: string[]): InstallFile[] =>
  paths.filter((path) => !ELSEWHERE.test(path)).flatMap((path) => installFile(path) ?? []);

/** The words of a command, without what a shell puts between them. */
export const wordsOf = (command: string): string[] => command.split(/[\s;&|()<>"'=`$]+/).filter(Boolean);

/** The ecosystems whose tools a command names. */
export const ecosystemsOf = (command: string): Ecosystem[] => {
  const tools = wordsOf(command).map((word) => word.slice(word.lastIndexOf('/') + 1).replace(/@.*$/, ''));
  return ECOSYSTEMS.filter(({ tools: known }) => tools.some((tool) => known.test(tool)));
};

/** Whether the plan names it: who names a manifest means its lock file too. */
export const isPlanned = ({ path, of, kind }: InstallFile, planned: string[]): boolean =>
  planned.includes(path) || (kind === 'lock' && planned.some((file) => installFile(file)?.of === of));
