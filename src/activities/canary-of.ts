import { randomInt } from 'node:crypto';
import { fileAt, type Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import { canaryFor, runsCanaries } from '../verify/canary.js';
import type { Runnable } from '../verify/own-reports.js';
import { settingsOf } from '../verify/selection.js';

/** Of digits, as a filter of names may leave out any word. */
const nonce = () => `a${randomInt(MAX_NONCE)}`;
const MAX_NONCE = 2 ** 47;

/** A canary for this test file of the tree, and the edit that puts it there; undefined where it would not be run. */
export async function canaryOf(repo: Repository, tree: string, runner: Runnable, test: string | undefined) {
  const was = test && (await fileAt(repo, tree, test));
  const canary = was ? canaryFor(test, was, nonce()) : undefined;
  if (!canary || !runsCanaries(runner, await settingsAt(repo, tree, canary.path))) return undefined;
  return { ...canary, edit: { file: canary.path, was: was!, now: canary.text } };
}

async function settingsAt(repo: Repository, tree: string, test: string): Promise<Record<string, string>> {
  const there = await listTree(repo, tree, settingsOf(test));
  const texts = there.map(async ({ path }) => [path, (await fileAt(repo, tree, path)) ?? ''] as const);
  return Object.fromEntries(await Promise.all(texts));
}
