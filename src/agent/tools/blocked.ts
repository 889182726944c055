import { blockedSchema } from '../../types.js';
import { ToolRefusal, type Tool } from './tool.js';

/** Ends the stage without a result. As with `submit`, only one that isn't alone gets to `execute`. */
export const blockedTool: Tool<typeof blockedSchema> = {
  name: 'blocked',
  description:
    'Ends this stage because it cannot be done as it is asked: say what stands against it and what would help. ' +
    'Must be the only call of its answer.',
  schema: blockedSchema,
  writes: false,
  async execute() {
    throw new ToolRefusal('The stage goes on: blocked must be the only call of its answer. Call it again, alone.');
  },
};
