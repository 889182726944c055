import type { Plan, Task } from '../../../src/types.js';
import { submit, type Call } from '../script/calls.js';
import { tasks } from '../script/plan.js';
import { type WrongTurn, before } from './change.js';

export const planWithCycle = wrongPlan({ blockedBy: ['task-005'] }, /cycle/i);
export const verifyTrue = wrongPlan({ verify: 'true' }, /verify/i);

/** The plan with a first task that is wrong, which is refused; then the good one. */
function wrongPlan(change: Partial<Task>, expect: RegExp): WrongTurn {
  const wrong = tasks.map((task, index) => (index === 0 ? { ...task, ...change } : task));
  return before('plan', 1, { calls: [submit<'plan'>({ tasks: wrong })] }, { expect });
}

/** No wrong turn: whoever implements has not written the tests. */
export const apart: WrongTurn = (script) => ({
  ...script,
  plan: script.plan!.map((reply) => ({ ...reply, calls: reply.calls?.map(separated) ?? [] })),
});

function separated(call: Call): Call {
  if (call.name !== 'submit') return call;
  const { tasks: planned } = call.input as Plan;
  return submit<'plan'>({ tasks: planned.map((task) => ({ ...task, separate: true })) });
}
