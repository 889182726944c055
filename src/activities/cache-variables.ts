import path from 'node:path';

/**
 * How tools are told of the cache folder, in both modes of the sandbox. Those that read XDG_CACHE_HOME on every system
 * (uv, Poetry, Corepack, coursier, ccache) need no more. XDG_DATA_HOME is left alone: it is the
 * repository's own programs that read it, and what their tests left there would be seen by the next.
 */
export const cacheVariables = (cache: string): Record<string, string> => {
  const at = (name: string) => path.join(cache, name);
  return {
    ...javaOptions(cache),
    XDG_CACHE_HOME: cache,
    // Go. Modules are kept writable, so that they can be removed.
    GOPATH: at('go'),
    GOCACHE: at('go-build'),
    GOMODCACHE: at('go-mod'),
    GOFLAGS: '-modcacherw',
    // Node. Without the network npm asks for over a minute whether what it has is still the newest.
    npm_config_cache: at('npm'),
    npm_config_prefer_offline: 'true',
    PNPM_HOME: at('pnpm'),
    YARN_GLOBAL_FOLDER: at('yarn'),
    DENO_DIR: at('deno'),
    BUN_INSTALL_CACHE_DIR: at('bun'),
    PLAYWRIGHT_BROWSERS_PATH: at('ms-playwright'),
    PUPPETEER_CACHE_DIR: at('puppeteer'),
    CYPRESS_CACHE_FOLDER: at('Cypress'),
    // Python. A virtual environment elsewhere has the worktree in its name, and no other worktree would find it.
    PIP_CACHE_DIR: at('pip'),
    POETRY_VIRTUALENVS_IN_PROJECT: 'true',
    PIPENV_VENV_IN_PROJECT: '1',
    HATCH_DATA_DIR: at('hatch'),
    // Rust. Its programs stay where PATH says; only what they load and build with is kept here.
    CARGO_HOME: at('cargo'),
    // Java.
    MAVEN_USER_HOME: at('maven'),
    GRADLE_USER_HOME: at('gradle'),
    KONAN_DATA_DIR: at('konan'),
    ANDROID_USER_HOME: at('android'),
    // .NET
    NUGET_PACKAGES: at('nuget'),
    DOTNET_CLI_HOME: at('dotnet'),
    DOTNET_CLI_TELEMETRY_OPTOUT: '1',
    // PHP
    COMPOSER_HOME: at('composer'),
    // Ruby. Bundler installs there too, and the gems of the machine are still found.
    GEM_HOME: at('gem'),
    BUNDLE_USER_HOME: at('bundler'),
    // Elixir, Haskell, Dart, Julia (":" is followed by what comes with it).
    MIX_HOME: at('mix'),
    HEX_HOME: at('hex'),
    STACK_ROOT: at('stack'),
    CABAL_DIR: at('cabal'),
    PUB_CACHE: at('pub'),
    JULIA_DEPOT_PATH: `${at('julia')}:`,
  };
};

/**
 * A Java machine takes its home from the machine's list of users, not from HOME. These lists of options end at spaces,
 * and no quotes help. A daemon of Gradle would end with the command, or outlive it.
 */
function javaOptions(cache: string): Record<string, string> {
  if (/\s/.test(cache)) return {};
  const sbt = ['global.base', 'boot.directory', 'ivy.home'];
  return {
    MAVEN_OPTS: `-Dmaven.repo.local=${path.join(cache, 'm2')}`,
    GRADLE_OPTS: '-Dorg.gradle.daemon=false',
    SBT_OPTS: sbt.map((name) => `-Dsbt.${name}=${path.join(cache, 'sbt', name)}`).join(' '),
  };
}
