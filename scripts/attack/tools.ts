import { executeCalls } from '../../src/agent/tools/execute.js';
import { runCommand } from '../../src/sandbox/run.js';
import { confinementOf, type Ground } from './ground.js';

/** One call of a tool, as the activity makes it in the green stage; what the model reads of it. */
export async function callTool(ground: Ground, name: string, input: unknown): Promise<string> {
  const [result] = await executeCalls([{ type: 'tool_use', id: 'one', name, input }], 'green', {
    dir: ground.root,
    refuseWrite: () => undefined,
    run: (command, { timeoutMs }) => runCommand(command, confinementOf(ground, 'on'), { timeoutMs }),
    runTests: async () => ({ tests: [], loadErrors: [], exitCode: 0, timedOut: false, output: '' }),
  });
  return result?.content ?? '';
}
