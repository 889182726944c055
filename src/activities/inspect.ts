import type { Config } from '../config.js';
import { FAILURES, PivError } from '../errors.js';
import { fetchStart, makeBranch, startOf } from '../git/branch.js';
import { fetchBases, openShared } from '../git/clone.js';
import { GitFailure } from '../git/git.js';
import { userIdentity } from '../git/identity.js';
import { completeTree } from '../git/partial.js';
import { peculiaritiesOf } from '../git/peculiarities.js';
import { originOf } from '../git/remote.js';
import { fileAt, resolveBase, treeOf, type Identity, type Repository } from '../git/repository.js';
import { readTip } from '../git/tip.js';
import { lastingTrouble, reasonIn } from '../git/words.js';
import { chooseModels, modelsOf } from '../models.js';
import { noPrice } from '../prices.js';
import { CONFIG_FILE } from '../repository-config.js';
import { hasPassword, isUrl } from '../repository-url.js';
import { sandboxProblem } from '../sandbox/probe.js';
import type { Feature, Stated } from '../types.js';
import { alive } from './alive.js';
import { columnsOf } from './columns.js';
import { ownSubjects } from './commit-form.js';
import type { Dependencies } from './dependencies.js';
import { identityNotes, sandboxNotes, setUpNotes } from './start-notes.js';
import { notCommitted, refuseUnpassed, refuseUnreadable, statedAt } from './stated-at.js';

export interface Inspect {
  feature: Feature;
  slug: string;
  /** The first run of the workflow, whose branch it will be; a reset keeps it. */
  run: string;
  /** ISO 8601, from workflow time. */
  date: string;
}

export interface Inspected {
  /** Top of the checkout, or the URL. */
  repo: string;
  /** The URL of the remote that hosts share, if they do. */
  remote?: string;
  base: string;
  tree: string;
  host: string;
  /** The user's git identity: author of the commits. */
  identity?: Identity;
  /** What a person should know of this repository. */
  notes?: string[];
  /** What piv.config.yaml states, where there is one. */
  stated?: Stated;
  /** Subjects of its last commits, where it has a form of its own for them. */
  subjects?: string[];
  /** Which of our search attributes the server takes from us. */
  searchAttributes: string[];
}

/** Decides whether a feature can start here, and makes its branch. Refusals name the field that is wrong. */
export function inspectActivity({ client, host, config }: Dependencies) {
  return async function inspect(input: Inspect): Promise<Inspected> {
    return alive(() => look(input).catch(refuseLasting));
  };

  async function look({ feature, slug, run, date }: Inspect): Promise<Inspected> {
    const problem = feature.sandbox === 'on' ? await sandboxProblem(config.container) : undefined;
    if (problem) {
      throw new PivError(FAILURES.invalidInput, `sandbox: ${problem} Or start the feature with sandbox "off".`);
    }
    const { repo, remote } = await open(feature);
    if (remote) await refusedBy(remote, fetchStart(repo, slug, run, remote));
    const base = (await startOf(repo, slug, run)) ?? (await resolveBase(repo, feature.base));
    await refusedBy(repo.promisor, completeTree(repo, base));
    const tree = await treeOf(repo, base);
    const stated = await statedAt(repo, tree);
    refuseUnpriced(config, feature, stated);
    if (feature.sandbox === 'on') refuseUnreadable(stated?.readable ?? [], config.readable);
    refuseUnpassed(stated, feature.env);
    const subjects = await ownSubjects(repo, base);
    const author = await userIdentity(repo);
    const columns = await columnsOf(client);
    const unread = await notCommitted(repo, await fileAt(repo, tree, CONFIG_FILE));
    const notes = [
      ...(await peculiaritiesOf(repo, tree)),
      ...identityNotes(author),
      ...sandboxNotes(feature, config.container),
      ...(await setUpNotes(repo, base, feature)),
      ...columns.notes,
      ...(unread ? [unread] : []),
    ];
    const identity = author && 'identity' in author ? author : {};
    const shared = remote ? { remote } : {};
    await refusedBy(remote, makeBranch(repo, { slug, base, run, date, ...shared }));
    await readTip(repo, slug, base);
    const at = { repo: repo.clone ? feature.repo : repo.root, base, tree, host, ...shared };
    const known = { ...(stated ? { stated } : {}), ...(subjects ? { subjects } : {}) };
    return { ...at, searchAttributes: columns.usable, ...identity, ...known, notes };
  }

  /** A URL is the remote itself; of a folder it is the origin, where several hosts are to work. */
  async function open({ repo: at, hosts }: Feature): Promise<{ repo: Repository; remote?: string }> {
    if (isUrl(at)) refusePassword(at);
    const repo = await refusedBy(isUrl(at) ? at : undefined, openShared(config.home, { repo: at }));
    const remote = repo.clone ? at : hosts === 'many' ? await originOf(repo) : undefined;
    if (!remote) return { repo };
    refusePassword(remote);
    if (repo.clone) await refusedBy(remote, fetchBases(repo, remote));
    return { repo, remote };
  }
}

function refuseUnpriced(config: Config, { maxCost, models }: Feature, stated: Stated | undefined): void {
  if (maxCost === undefined) return;
  const used = modelsOf(chooseModels(models, stated?.models), config.model);
  const [unpriced] = used.flatMap((name) => noPrice(config.prices, name) ?? []);
  if (unpriced) throw new PivError(FAILURES.invalidInput, `maxCost: ${unpriced}. Or start the feature without one.`);
}

function refusePassword(url: string): void {
  if (!hasPassword(url)) return;
  throw refuse(
    'the URL of the remote has a password in it, which status and history would show; use a credential helper',
  );
}

const refuse = (message: string) => new PivError(FAILURES.invalidInput, `repo: ${message}`);

/** At the start a remote that can't be used is a wrong input. */
async function refusedBy<T>(remote: string | undefined, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof PivError && error.type === FAILURES.remoteRefused) throw refuse(error.message);
    if (remote && error instanceof GitFailure) throw refuse(`${remote}: ${reasonIn(error.output)}`);
    throw error;
  }
}

/** At the start, what would stay as it is ends the feature: nothing has been made yet. */
function refuseLasting(error: unknown): never {
  const lasting = lastingTrouble(error);
  throw lasting ? refuse(`${lasting}, then start again`) : error;
}
