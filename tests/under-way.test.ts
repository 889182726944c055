import { expect, it } from '@jest/globals';
import { tried } from '../src/under-way.js';

const step = { what: 'prime: run the commands once, as a baseline', since: '2026-11-25T09:12:00.000Z' };
const pending = (name: string, more: object = {}) => ({ activityType: { name }, attempt: 1, ...more }) as never;
const full = { message: 'ENOSPC: no space left\n  on device' };

it('a step that was tried once is as its workflow names it', () => {
  expect(tried(step, { pendingActivities: [pending('measureBaseline')] })).toEqual(step);
  expect(tried(step, { pendingActivities: [] })).toEqual(step);
  expect(tried(undefined, { pendingActivities: [] })).toBeUndefined();
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
