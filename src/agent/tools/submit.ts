import { SUBMISSIONS, type StageName } from '../../types.js';
import { ToolRefusal, type Tool } from './tool.js';

/** Ends the stage. The workflow acts on a `submit` that stands alone; any other one gets to `execute`. */
export function submitTool(stage: StageName): Tool {
  return {
    name: 'submit',
    description: 'Ends this stage with its result. Must be the only call of its answer. A refusal says what to mend.',
    schema: SUBMISSIONS[stage],
    writes: false,
    async execute() {
      throw new ToolRefusal('Nothing was submitted: submit must be the only call of its answer. Call it again, alone.');
    },
  };
}
