import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { rgPath } from '@vscode/ripgrep';
import type { Config } from '../../../src/config.js';
import { git } from '../../../src/git/git.js';
import { homeProblem } from '../../../src/home.js';
import { knownHostId } from '../../../src/host-id.js';
import { sandboxProblem } from '../../../src/sandbox/probe.js';
import { failed, ok, problem, type Check } from './check.js';
import { checkWay } from './on-the-model.js';

/** What a worker needs of the machine that it runs on. */
export async function checkHost(config: Config): Promise<Check[]> {
  const tried = await Promise.all([checkNode(config), checkGit(config), checkSandbox(config), checkRipgrep()]);
  return [...tried, checkProtobuf(config), ...(await checkWay(config)), await checkHome(config)];
}

async function checkNode({ packageRoot }: Config): Promise<Check> {
  const manifest = await readFile(path.join(packageRoot, 'package.json'), 'utf8');
  const least = (JSON.parse(manifest) as { engines: { node: string } }).engines.node.replace('>=', '');
  const { node } = process.versions;
  return isAtLeast(node, least) ? ok('Node', node) : problem('Node', node, `install ${least} or newer`);
}

/** For `merge-tree --write-tree`. */
const LEAST_GIT = '2.38';

async function checkGit({ packageRoot }: Config): Promise<Check> {
  const text = await git(packageRoot, ['--version']).catch(() => '');
  const version = /\d+(?:\.\d+)+/.exec(text)?.[0];
  if (version && isAtLeast(version, LEAST_GIT)) return ok('git', version);
  return problem(
    'git',
    version ?? 'git is not on the PATH',
    `install git ${LEAST_GIT} or newer (Ubuntu 22.04: sudo add-apt-repository ppa:git-core/ppa)`,
  );
}

async function checkSandbox({ container }: Config): Promise<Check> {
  const found = await sandboxProblem(container);
  const works = process.platform === 'darwin' ? 'sandbox-exec works' : 'bubblewrap works';
  if (found === undefined) return ok('sandbox', container ? `${works}, with the /proc of this container` : works);
  return problem('sandbox', found, 'mend that, or let commands run unconfined: piv start … --sandbox off');
}

async function checkRipgrep(): Promise<Check> {
  try {
    const { stdout } = await promisify(execFile)(rgPath, ['--version']);
    return ok('ripgrep', /[\d.]+/.exec(stdout)?.[0] ?? rgPath);
  } catch {
    return problem('ripgrep', `${rgPath} does not run`, 'install the dependencies again: npm ci --include=optional');
  }
}

/** With two copies, replaying a history throws "type must be a Type". */
function checkProtobuf({ packageRoot }: Config): Check {
  const from = createRequire(path.join(packageRoot, 'package.json'));
  const packages = ['client', 'common', 'proto', 'worker', 'workflow'].map((name) => `@temporalio/${name}`);
  const copies = new Set(['.', ...packages].map((name) => protobufOf(from, name)));
  const [copy = ''] = copies;
  if (copies.size === 1)
    return ok('protobufjs', (createRequire(copy)('protobufjs/package.json') as { version: string }).version);
  return problem(
    'protobufjs',
    `there are ${copies.size} copies: ${[...copies].join(', ')}`,
    'install as locked: npm ci',
  );
}

const protobufOf = (from: NodeJS.Require, name: string) =>
  (name === '.' ? from : createRequire(from.resolve(name))).resolve('protobufjs');

async function checkHome({ home }: Config): Promise<Check> {
  const id = await knownHostId(home);
  const found = await homeProblem(home);
  if (found) return failed('PIV_HOME', found.replace('PIV_HOME: ', ''));
  return id ? ok('PIV_HOME', `${home}, host ${id}`) : ok('PIV_HOME', `${home}, no worker has run here yet`);
}

/** Whether a version, as `20.19.1` or `2.39.5`, is `least` or newer. */
export function isAtLeast(version: string, least: string): boolean {
  const [found, wanted] = [version, least].map((text) => text.split('.').map(Number));
  for (const [index, part] of wanted!.entries()) {
    if ((found![index] ?? 0) !== part) return (found![index] ?? 0) > part;
  }
  return true;
}
