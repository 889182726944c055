import { session, type FeatureRun } from './feature-run.js';

/** Sessions: how much is used before a person is asked whether to go on. */

export function openSession(run: FeatureRun): void {
  run.sessions.push({ number: session(run).number + 1, tokens: 0, done: [] });
}

/** One is used up: the next one opens by itself, as often as was asked for; then a person is waited for. */
export function endSession(run: FeatureRun, used: string): 'opened' | 'pauses' {
  const { sessions } = run.feature;
  if (sessions === 'all' || session(run).number < sessions) {
    openSession(run);
    return 'opened';
  }
  run.pause.wanted = `${used}; resume opens a fresh one`;
  return 'pauses';
}
