import { makeBranch, startOf } from '../git/branch.js';
import { openRepository, resolveBase, treeOf, userIdentity, type Identity } from '../git/repository.js';
import { readTip } from '../git/tip.js';
import { FAILURES, PivError } from '../errors.js';
import { sandboxProblem } from '../sandbox/probe.js';
import type { Feature } from '../types.js';
import { alive } from './alive.js';
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
  /** Top of the checkout. */
  repo: string;
  base: string;
  tree: string;
  host: string;
  /** The user's git identity: author of the commits. */
  identity?: Identity;
  /** Which of our search attributes the server knows. */
  searchAttributes: string[];
}

const ATTRIBUTES = ['PivFeature', 'PivPhase', 'PivStatus'];

/** Decides whether a feature can start here, and makes its branch. Refusals name the field that is wrong. */
export function inspectActivity({ client, host }: Dependencies) {
  return async function inspect({ feature, slug, run, date }: Inspect): Promise<Inspected> {
    return alive(async () => {
      const problem = feature.sandbox === 'on' ? await sandboxProblem() : undefined;
      if (problem) {
        throw new PivError(FAILURES.invalidInput, `sandbox: ${problem} Or start the feature with sandbox "off".`);
      }
      const repo = await openRepository(feature.repo);
      const base = (await startOf(repo, slug, run)) ?? (await resolveBase(repo, feature.base));
      const identity = await userIdentity(repo);
      const searchAttributes = await registered();
      await makeBranch(repo, slug, base, run, date);
      await readTip(repo, slug, base);
      const tree = await treeOf(repo, base);
      return { repo: repo.root, base, tree, host, searchAttributes, ...(identity ? { identity } : {}) };
    });
  };

  async function registered(): Promise<string[]> {
    const { namespace } = client.options;
    const known = await client.connection.operatorService.listSearchAttributes({ namespace });
    return ATTRIBUTES.filter((name) => name in (known.customAttributes ?? {}));
  }
}
