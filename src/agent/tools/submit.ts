import { codeSchema, SUBMISSIONS, type StageName } from '../../types.js';
import { ToolRefusal, type Tool } from './tool.js';

/** Ends the stage. The workflow acts on a `submit` that stands alone; any other one gets to `execute`. */
export function submitTool(stage: StageName, both: boolean): Tool {
  return {
    name: 'submit',
    description: `Ends this stage with its result. Must be the only call of its answer. A refusal says what to mend.${both ? ' `tests` names each test file that has new tests, and is left out once they are sealed.' : ''}`,
    schema: both ? codeSchema : SUBMISSIONS[stage],
    writes: false,
    async execute() {
      throw new ToolRefusal('Nothing was submitted: submit must be the only call of its answer. Call it again, alone.');
    },
  };
}

/** Asks what a submit would come to: as with that, only one that isn't alone gets to `execute`. */
export function checkTool(stage: StageName, both: boolean): Tool {
  return {
    ...submitTool(stage, both),
    name: 'check',
    description:
      'Runs what submit would run, in the same place, and says what it would come to: it uses up no submit and ends ' +
      'nothing. Takes what submit takes. Must be the only call of its answer.',
    async execute() {
      throw new ToolRefusal('Nothing was checked: check must be the only call of its answer. Call it again, alone.');
    },
  };
}
