import { expect, it } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { tried } from '../src/under-way.js';
import { NO_USAGE } from '../src/usage.js';

const step = { what: 'prime: run the commands once, as a baseline', since: '2026-11-25T09:12:00.000Z' };
const pending = (name: string, more: object = {}) => ({ activityType: { name }, attempt: 1, ...more }) as never;
const full = { message: 'ENOSPC: no space left\n  on device' };

it('a step that was tried once is as its workflow names it', () => {
  expect(tried(step, { pendingActivities: [pending('measureBaseline')] })).toEqual(step);
  expect(tried(step, { pendingActivities: [] })).toEqual(step);
  expect(tried(undefined, { pendingActivities: [] })).toBeUndefined();
});

it('an answer of the model has as many tokens as it has said so far', () => {
  const heartbeatDetails = { payloads: [defaultPayloadConverter.toPayload({ ...NO_USAGE, output: 1_200 })] };
  const asks = { what: 'task-001 green turn 4: ask the model', since: step.since };
  const at = (name: string, more: object = { heartbeatDetails }) =>
    tried(asks, { pendingActivities: [pending(name, more)] });
  expect(at('callModel')).toEqual({ ...asks, tokens: 1_200 });
  for (const none of [at('runTools'), at('callModel', {})]) expect(none).toEqual(asks);
});

it('a step that is tried again has its attempts and its last words, in a line', () => {
  const again = pending('measureBaseline', { attempt: 7, lastFailure: full });
  expect(tried(step, { pendingActivities: [again] })).toEqual({
    ...step,
    attempt: 7,
    last: 'ENOSPC: no space left on device',
  });
});

it('a push that goes on beside a step is not taken for it', () => {
  const push = pending('shareWork', { attempt: 3, lastFailure: full });
  expect(tried(step, { pendingActivities: [push, pending('runTools')] })).toEqual(step);
});

it('a step of a workflow that does not say has the name of its activity', () => {
  const scheduledTime = { seconds: 1_764_061_920 };
  expect(tried(undefined, { pendingActivities: [pending('runTools', { scheduledTime })] })).toEqual({
    what: 'runTools',
    since: '2025-11-25T09:12:00.000Z',
  });
});
