import { fetchStart, makeBranch, startOf } from '../git/branch.js';
import { fetchBases, openShared } from '../git/clone.js';
import { GitFailure } from '../git/git.js';
import { peculiaritiesOf } from '../git/peculiarities.js';
import { originOf, reasonIn } from '../git/remote.js';
import { resolveBase, treeOf, userIdentity, type Identity, type Repository } from '../git/repository.js';
import { readTip } from '../git/tip.js';
import { hasPassword } from '../repository-url.js';
import { FAILURES, PivError } from '../errors.js';
import { sandboxProblem } from '../sandbox/probe.js';
import type { Feature, Stated } from '../types.js';
import { alive } from './alive.js';
import { statedAt } from './stated-at.js';
import type { Dependencies } from './dependencies.js';

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
  /** Which of our search attributes the server knows. */
  searchAttributes: string[];
}

const ATTRIBUTES = ['PivFeature', 'PivPhase', 'PivStatus'];

/** Decides whether a feature can start here, and makes its branch. Refusals name the field that is wrong. */
export function inspectActivity({ client, host, config }: Dependencies) {
  return async function inspect({ feature, slug, run, date }: Inspect): Promise<Inspected> {
    return alive(async () => {
      const problem = feature.sandbox === 'on' ? await sandboxProblem(config.container) : undefined;
      if (problem) {
        throw new PivError(FAILURES.invalidInput, `sandbox: ${problem} Or start the feature with sandbox "off".`);
      }
      const { repo, remote } = await open(feature);
      if (remote) await refusedBy(remote, fetchStart(repo, slug, run, remote));
      const base = (await startOf(repo, slug, run)) ?? (await resolveBase(repo, feature.base));
      const tree = await treeOf(repo, base);
      const stated = await statedAt(repo, tree);
      const notes = [...(await peculiaritiesOf(repo, tree)), ...sandboxNotes(feature)];
      const identity = await userIdentity(repo);
      const searchAttributes = await registered();
      const shared = remote ? { remote } : {};
      await refusedBy(remote, makeBranch(repo, { slug, base, run, date, ...shared }));
      await readTip(repo, slug, base);
      const at = { repo: repo.clone ? feature.repo : repo.root, base, tree, host, ...shared };
      return { ...at, searchAttributes, ...(identity ? { identity } : {}), ...(stated ? { stated } : {}), notes };
    });
  };

  function sandboxNotes({ sandbox }: Feature): string[] {
    if (sandbox === 'off' || !config.container) return [];
    return ["commands are confined in the worker's container, and see the names of its processes (PIV_SANDBOX)"];
  }

  /** A URL is the remote itself; of a folder it is the origin, where several hosts are to work. */
  async function open({ repo: at, hosts }: Feature): Promise<{ repo: Repository; remote?: string }> {
    const repo = await openShared(config.home, { repo: at });
    const remote = repo.clone ? at : hosts === 'many' ? await originOf(repo) : undefined;
    if (!remote) return { repo };
    if (hasPassword(remote)) {
      throw refuse(
        'the URL of the remote has a password in it, which status and history would show; use a credential helper',
      );
    }
    if (repo.clone) await refusedBy(remote, fetchBases(repo, remote));
    return { repo, remote };
  }

  async function registered(): Promise<string[]> {
    const { namespace } = client.options;
    const known = await client.connection.operatorService.listSearchAttributes({ namespace });
    return ATTRIBUTES.filter((name) => name in (known.customAttributes ?? {}));
  }
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
