import { stripVTControlCharacters } from 'node:util';

import { z } from 'zod';

import type { Tool } from './tool.js';

const schema = z.strictObject({
  command: z.string().min(1).describe("For a shell, in the repository's root"),
  timeoutSeconds: z.int().min(1).max(600).optional().describe('120 without it'),
});

export const runTool: Tool<typeof schema> = {
  name: 'run',
  description:
    'Runs a shell command, confined to what "Where you are" says; each one in a new shell, without input. ' +
    'Nothing that it starts outlives it.',
  schema,
  writes: true,
  async execute({ command, timeoutSeconds = 120 }, workspace) {
    const result = await workspace.run(command, { timeoutMs: timeoutSeconds * 1000 });
    const seconds = (result.durationMs / 1000).toFixed(1);
    const timedOut = result.timedOut ? `, timed out after ${timeoutSeconds} s and was ended` : '';
    const output = stripVTControlCharacters(result.output).trimEnd();
    return `exit code ${result.exitCode}, ${seconds} s${timedOut}\n${output || '(no output)'}`;
  },
};

/** For a stage that changes nothing. */
export const lookTool: Tool<typeof schema> = {
  ...runTool,
  description:
    "Runs a shell command, to see what is there: the repository's files stay as they are, whatever it does. " +
    'Each one in a new shell, without input. Nothing that it starts outlives it.',
};
