import type { Found, Top } from './found.js';

/** Rust by Cargo.toml. The lock file may be left out of a library's repository. */
export function rustStack({ names, texts }: Top): Found[] | undefined {
  if (!texts.has('Cargo.toml')) return undefined;
  const lock = names.includes('Cargo.lock');
  return [
    ['setup', lock ? 'cargo fetch --locked' : 'cargo fetch', lock ? 'Cargo.lock' : 'Cargo.toml'],
    ['test', 'cargo test', 'Cargo.toml'],
    ['testFile', 'cargo test', 'Cargo.toml'],
    ['lint', 'cargo clippy --all-targets -- -D warnings', 'Cargo.toml'],
    ['typecheck', 'cargo check --all-targets', 'Cargo.toml'],
  ];
}

/**
 * Java by pom.xml. Maven loads some of what it needs only when it runs tests, so set-up runs them. What it builds on the
 * way is of the sources of the moment, and doesn't stay; where these don't compile, all has been loaded before.
 */
export function mavenStack({ names, texts }: Top): Found[] | undefined {
  if (!texts.has('pom.xml')) return undefined;
  const maven = `${names.includes('mvnw') ? './mvnw' : 'mvn'} -B -q`;
  return [
    ['setup', `${maven} -Dmaven.test.failure.ignore test clean || ${maven} -o clean`, 'pom.xml'],
    ['test', `${maven} -o test`, 'pom.xml'],
    ['testFile', `${maven} -o test`, 'pom.xml'],
    ['typecheck', `${maven} -o test-compile`, 'pom.xml'],
  ];
}
