import { expect, it } from '@jest/globals';
import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import { remedyIn } from '../../src/workflows/proxies.js';

const failed = (type: 'START_TO_CLOSE' | 'HEARTBEAT', retryState: ActivityFailure['retryState']) =>
  new ActivityFailure('failed', 'proveGreen', '1', retryState, 'worker', new TimeoutFailure('late', undefined, type));

it('a step that took too long is for a person at once, one whose workers died is not', () => {
  expect(remedyIn(failed('START_TO_CLOSE', 'NON_RETRYABLE_FAILURE'))).toMatch(
    /^the step proveGreen took longer than 2 hours, .* then: retry$/,
  );
  expect(remedyIn(failed('HEARTBEAT', 'MAXIMUM_ATTEMPTS_REACHED'))).toBeUndefined();
});
