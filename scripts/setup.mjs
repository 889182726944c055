/**
 * Makes a fresh clone able to run: dependencies, build, workflow bundle, and with `--with-temporal` the Temporal CLI.
 * Does only what is missing. It runs before there is anything to import, so it is plain JavaScript on Node alone.
 * Says what it does on stderr: stdout belongs to the command that comes after it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { cacheFolder, root } from './places.mjs';
import { runStep } from './step.mjs';

const at = (...path) => join(root, ...path);
const DEPENDENCIES_STAMP = at('node_modules', '.piv-dependencies');
const BUILD_STAMP = at('dist', '.piv-build');
const NPM_CI = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
const SOURCES = ['src', 'scripts', 'examples', 'tsconfig.json', 'package-lock.json'];

const report = (line) => process.stderr.write(`set-up: ${line}\n`);
const hash = (...parts) =>
  parts.reduce((sum, part) => sum.update(part).update('\0'), createHash('sha256')).digest('hex');
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

export async function setup({ withTemporal = false } = {}) {
  requireNode();
  if (!dependenciesAreThere() || !buildIsThere()) await withLock(lockFile(), install, waitingFor);
  if (withTemporal) await (await import(at('dist', 'scripts', 'temporal.js'))).findTemporal(report);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `PIV-Swarm needs Node 20.19 or newer, and this is ${process.versions.node}. Install it from nodejs.org.`,
  );
}

/** Not in the clone: `npm ci` and the build each empty the folder that a lock there could be in. */
const lockFile = () => join(cacheFolder(), `setup-${hash(realpathSync(root)).slice(0, 12)}.lock`);
const waitingFor = (pid) => report(`waiting for another set-up of this clone (process ${pid}) …`);

async function install() {
  if (!dependenciesAreThere()) {
    if (!installedAsLocked()) {
      await runStep(report, 'installing dependencies', 'npm', NPM_CI, { cwd: root });
    }
    writeFileSync(DEPENDENCIES_STAMP, lockHash());
  }
  if (!buildIsThere()) await build();
}

const lockHash = () => hash(readFileSync(at('package-lock.json')));
const dependenciesAreThere = () => read(DEPENDENCIES_STAMP) === lockHash();

/** Whether somebody's own `npm ci` or `npm install` has made exactly what the lock file says. */
function installedAsLocked() {
  const packages = (file) => JSON.parse(read(file) || '{}').packages ?? {};
  const installed = packages(at('node_modules', '.package-lock.json'));
  return Object.entries(packages(at('package-lock.json'))).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

const buildIsThere = () => read(BUILD_STAMP) === sourceHash();

async function build() {
  const stamp = sourceHash();
  rmSync(BUILD_STAMP, { force: true });
  rmSync(at('dist'), { recursive: true, force: true });
  await runStep(report, 'compiling', process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  await runStep(report, 'bundling the workflows', process.execPath, [at('dist', 'scripts', 'bundle.js')]);
  writeFileSync(BUILD_STAMP, stamp);
}

function sourceHash() {
  const files = SOURCES.flatMap((name) => (name.includes('.') ? [name] : filesUnder(name)));
  return hash(...files.flatMap((file) => [file, readFileSync(at(file))]));
}

/** What is compiled: of the examples, too, only the TypeScript. */
function filesUnder(folder) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .map((file) => join(folder, file));
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  await setup({ withTemporal: process.argv.includes('--with-temporal') }).catch((error) => {
    report(error.message);
    process.exitCode = 1;
  });
}
