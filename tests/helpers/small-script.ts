import type { Script } from '../../examples/scripted-model/script.js';
import { listFiles, submit } from '../../examples/user-authentication/script/calls.js';
import { tasks } from '../../examples/user-authentication/script/plan.js';
import { script } from '../../examples/user-authentication/script.js';

/** The good script cut down to its first tasks, without a question: where five tasks don't matter. */
export function smallScript(count: 1 | 2 | 3 = 1): Script {
  const planned = tasks.slice(0, count);
  const conversations = planned.flatMap(({ id }) => Object.entries(script).filter(([key]) => key.startsWith(`${id}/`)));
  return {
    prime: script.prime!.slice(-1),
    discuss: [{ text: 'Nothing is open.', calls: [submit<'discuss'>({ questions: [] })] }],
    plan: [{ calls: [listFiles('src/**')] }, { calls: [submit<'plan'>({ tasks: planned })] }],
    ...Object.fromEntries(conversations),
  };
}
