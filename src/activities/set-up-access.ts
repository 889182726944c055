import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileAt, type Repository } from '../git/repository.js';
import { type Change, diffTrees, listTree } from '../git/trees.js';
import { ecosystemsOf, type InstallFile, installFile, installFiles, isPlanned, wordsOf } from '../install-files.js';
import { judgesChanged } from '../verify/judges.js';
import { ownRegistries, type OwnRegistries } from '../verify/manifests/own-registries.js';
import { namesAddresses, registriesOf } from '../verify/manifests/registries.js';
import type { Place } from './dependencies.js';

/** One way to run the set-up command. */
export interface Attempt {
  network: false | string[];
  env: Record<string, string>;
  /** Install scripts are run. */
  scripts: boolean;
  /** It reaches more than other commands do, so none of what these have left may be run by it. */
  clean: boolean;
  /** Registries are out of its reach, as an agent has written here. */
  restricted?: true;
}

export interface Access {
  /** One after the other, until one works. */
  attempts: Attempt[];
  /** What set-up goes by and the agent of this task has changed. */
  changed: string[];
}

/** Says at once what can't be had, instead of waiting for a network. */
const OFFLINE = {
  npm_config_offline: 'true',
  YARN_ENABLE_NETWORK: '0',
  PIP_NO_INDEX: '1',
  UV_OFFLINE: '1',
  GOPROXY: 'off',
  CARGO_NET_OFFLINE: 'true',
  COMPOSER_DISABLE_NETWORK: '1',
};
const NO_SCRIPTS = {
  npm_config_ignore_scripts: 'true',
  pnpm_config_ignore_scripts: 'true',
  YARN_ENABLE_SCRIPTS: 'false',
};

/**
 * Where set-up may go. Registries can be sent things too, and set-up runs what its files say: on a tree that an agent
 * has written to it first has the network of any command, with what was downloaded before; only then the registries,
 * without install scripts. Where the plan, which a person has seen, names what was changed of these files, it has all.
 */
export async function accessOf(
  repo: Repository,
  { sandbox, setup = '', setupNetwork, network, base, planned }: Place,
  { commit, tree }: { commit: string; tree: string },
): Promise<Access> {
  const all = await diffTrees(repo, base ?? commit, tree);
  const own = new Set((await diffTrees(repo, commit, tree)).map((change) => change.path));
  const files = installFiles(all.map((change) => change.path));
  const changed = files.map((file) => file.path).filter((file) => own.has(file));
  const usual: Attempt = { network: network ?? false, env: {}, scripts: true, clean: false };
  if (!setupNetwork || sandbox === 'off') return { attempts: [usual], changed };

  const { domains, env } = await registries(repo, base ?? commit, setup);
  const open = { network: [...new Set([...domains, ...(network ?? [])])], env, clean: true };
  const named = (file: InstallFile) => isPlanned(file, (own.has(file.path) ? planned?.task : planned?.all) ?? []);
  const unplanned = files.filter((file) => !named(file));
  if (all.length === 0 || (files.length > 0 && unplanned.length === 0)) {
    return { attempts: [{ ...open, scripts: true }], changed };
  }
  const first: Attempt = { ...usual, restricted: true, env: network ? {} : OFFLINE };
  const text = (of: string) => async (file: string) => (await fileAt(repo, of, file)) ?? '';
  const safe = await canInstall(setup, all, unplanned, { before: text(base ?? commit), after: text(tree) });
  const second = { ...open, env: { ...env, ...NO_SCRIPTS }, scripts: false };
  return { attempts: safe ? [first, second] : [first], changed };
}

type Text = (file: string) => Promise<string>;

/** A step of a command that does nothing but install, and can leave install scripts out: Yarn 1 has no variable for it. */
const INSTALLS =
  /^(?:npm|pnpm|npx(?: --yes| --prefer-offline)* (?:pnpm|@yarnpkg\/cli-dist)@[\w.-]+)(?: (?:ci|i|install|clean-install))?(?: --[\w-]+(?:=[\w.-]+)?)*$/;

/** Whether set-up may reach the registries without running what was changed beside the plan. */
async function canInstall(
  setup: string,
  all: Change[],
  unplanned: InstallFile[],
  { before, after }: { before: Text; after: Text },
): Promise<boolean> {
  const words = wordsOf(setup).map((word) => path.posix.normalize(word));
  if (all.some((change) => words.includes(change.path))) return false;
  if (unplanned.length === 0) return true;
  const steps = setup.split('&&').map((step) => step.trim());
  const node = installFile('package.json')?.of;
  const leavesOut = unplanned.every(({ of, kind }) => of === node && kind !== 'settings');
  if (!leavesOut || !steps.every((step) => INSTALLS.test(step))) return false;
  const paths = unplanned.map((file) => file.path);
  const read = async (file: string) => ({ before: await before(file), after: await after(file) });
  const changes = all.filter((change) => paths.includes(change.path));
  return (await judgesChanged(changes, [], read)).length === 0;
}

const MOST_FILES = 100;

/** Those of the base, and those that a person has configured here. */
export async function registries(repo: Repository, base: string, setup: string): Promise<OwnRegistries> {
  const files = installFiles((await listTree(repo, base)).map((entry) => entry.path));
  const texts = new Map<string, string>();
  for (const { path: file } of files.filter(namesAddresses).slice(0, MOST_FILES)) {
    texts.set(file, (await fileAt(repo, base, file)) ?? '');
  }
  const own = await ownRegistries(process.env, (file) =>
    readFile(path.resolve(homedir(), file), 'utf8').catch(() => undefined),
  );
  return { domains: [...registriesOf(files, texts, ecosystemsOf(setup)), ...own.domains], env: own.env };
}
