import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { ASK_AGAIN } from './messages.js';

/** How the SDK calls a query that doesn't come with a workflow task. */
const ALONE = 'legacy_query';

/**
 * Keeps a query from moving a workflow on. A worker that takes one over from a dead worker may be handed a query first,
 * with a history that ends in news that no completed workflow task has seen (the dead one had begun with them). The SDK
 * lets the workflow act on them before it answers, and keeps that state: what arrives before the real task comes is then
 * acted upon second, though every replay will see both at once, in another order. So where a workflow was rebuilt, was
 * moved on once, and that may have been for its first query, the query fails: the SDK then drops that state, and the
 * next task or query builds it anew. Clients ask again.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let rebuilt: boolean | undefined;
  let asked = false;
  let movedOn = 0;
  return {
    internals: [
      {
        activate(input, next) {
          const { jobs, isReplaying } = input.activation;
          const alone = jobs?.some(({ queryWorkflow }) => queryWorkflow?.queryId === ALONE) ?? false;
          if (alone && rebuilt && !asked && movedOn === 1) throw new Error(ASK_AGAIN);
          asked ||= alone;
          rebuilt ??= isReplaying ?? false;
          if (!isReplaying) movedOn += 1;
          next(input);
        },
      },
    ],
  };
};
