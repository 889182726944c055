import { adoptActivity } from './adopt.js';
import { callModelActivity } from './call-model.js';
import { carryWorkActivity } from './carry-work.js';
import { checkTipActivity } from './check-tip.js';
import type { Dependencies } from './dependencies.js';
import { finishActivity } from './finish.js';
import { inspectActivity } from './inspect.js';
import { landTaskActivity, prepareLandingActivity, settleTaskActivity } from './land-task.js';
import { measureBaselineActivity } from './measure-baseline.js';
import { openStageActivity } from './open-stage.js';
import { markPausePointActivity, unmarkPausePointActivity } from './pause-point.js';
import { proveGreenActivity } from './prove-green.js';
import { proveRedActivity } from './prove-red.js';
import { readBranchActivity } from './read-branch.js';
import { readStatedActivity } from './read-stated.js';
import { runToolsActivity } from './run-tools.js';
import { shareWorkActivity } from './share-work.js';
import { prepareValidationActivity, validateActivity, validateStageActivity, verifyTaskActivity } from './validate.js';

/** Steps that any worker can take. */
export function createLightActivities(deps: Dependencies) {
  return { inspect: inspectActivity(deps), callModel: callModelActivity(deps), adopt: adoptActivity(deps) };
}

/** Steps that need this host's worktrees. */
export function createHostActivities(deps: Dependencies) {
  return {
    openStage: openStageActivity(deps),
    runTools: runToolsActivity(deps),
    measureBaseline: measureBaselineActivity(deps),
    checkTip: checkTipActivity(deps),
    proveRed: proveRedActivity(deps),
    proveGreen: proveGreenActivity(deps),
    readBranch: readBranchActivity(deps),
    readStated: readStatedActivity(deps),
    carryWork: carryWorkActivity(deps),
    prepareLanding: prepareLandingActivity(deps),
    landTask: landTaskActivity(deps),
    settleTask: settleTaskActivity(deps),
    markPausePoint: markPausePointActivity(deps),
    unmarkPausePoint: unmarkPausePointActivity(deps),
    shareWork: shareWorkActivity(deps),
    adopt: adoptActivity(deps),
    prepareValidation: prepareValidationActivity(deps),
    verifyTask: verifyTaskActivity(deps),
    validateStage: validateStageActivity(deps),
    validate: validateActivity(deps),
    finish: finishActivity(deps),
  };
}

export type LightActivities = ReturnType<typeof createLightActivities>;
export type HostActivities = ReturnType<typeof createHostActivities>;
