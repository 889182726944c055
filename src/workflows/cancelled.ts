import { CancellationScope, CancelledFailure, isCancellation } from '@temporalio/workflow';

/**
 * What a workflow ends with that was told to, where that is why `error` was thrown; undefined for any other error. A
 * step that a cancel cuts off may fail in a way of its own.
 */
export function cancellationIn(error: unknown): Error | undefined {
  if (isCancellation(error)) return error as Error;
  if (!CancellationScope.current().consideredCancelled) return undefined;
  return new CancelledFailure('cancelled', [], error instanceof Error ? error : undefined);
}
