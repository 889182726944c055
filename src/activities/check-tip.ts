import { treeOf } from '../git/repository.js';
import { cap } from '../agent/tools/output.js';
import type { Commands, Ids } from '../types.js';
import { runSteady } from '../verify/steady.js';
import { flakyText } from '../verify/failures.js';
import { judgeSuite } from '../verify/suite.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { MAX_REASON, readIds } from './ids.js';
import { branchOf } from './repository-of.js';
import { openWorkspace } from './workspace.js';

export interface CheckTip {
  place: Place;
  known: string;
  commands: Commands;
  failedBefore: Ids;
}

/** The branch's tests as it stands: the baseline of a session. */
export function checkTipActivity(deps: Dependencies) {
  return async function checkTip({
    place,
    known,
    commands,
    failedBefore: before,
  }: CheckTip): Promise<{ ok: boolean; text: string }> {
    return alive(async (signal) => {
      if (!commands.test) return { ok: true, text: 'the repository has no command that runs its tests' };
      const { repo, tip: commit } = await branchOf(deps, place, known);
      const failedBefore = await readIds(repo, before);
      const at = { name: 'check', commit, tree: await treeOf(repo, commit) };
      const run = await runSteady(commands.test, await openWorkspace(deps, place, at, signal), {
        commands,
        failedBefore,
        signal,
      });
      const verdict = judgeSuite({ run, failedBefore });
      return verdict.ok
        ? { ok: true, text: [`${verdict.passed} passed`, flakyText(verdict.flaky)].filter(Boolean).join(', ') }
        : { ok: false, text: cap(verdict.reason, MAX_REASON) };
    });
  };
}
