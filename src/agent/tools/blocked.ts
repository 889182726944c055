import { blockedSchema, blockedTaskSchema } from '../../types.js';
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

/** Of a task: it also says what is wrong. */
export const blockedTaskTool: Tool<typeof blockedTaskSchema> = {
  ...blockedTool,
  description:
    'Ends this stage because it cannot be done as it is asked: say what stands against it and what would help. Of kind ' +
    '`tests`: a sealed test is wrong, which one and how (they are written again, the code stays); `ground`: what the task ' +
    'stands on is wrong, like a command that fails without it, or a tool or service that is not there (a person hears of ' +
    'it, the work is kept); `task`: it cannot be done as it is planned. Must be the only call of its answer.',
  schema: blockedTaskSchema,
};
