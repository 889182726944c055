import { setTimeout as sleep } from 'node:timers/promises';
import type { FeatureHandle } from '../src/client.js';
import { countOf } from '../src/lists.js';
import type { Status } from '../src/types.js';
import { percent } from './figures.js';

/** Polls a feature's status until `until` holds; `print` gets what happened between two polls, a line each. */
export function createFollower(feature: FeatureHandle, print: (line: string) => void) {
  let before: Status | undefined;
  return async function follow(until: (status: Status) => boolean): Promise<Status> {
    for (;;) {
      const status = await feature.status();
      for (const line of changes(status, before)) print(line);
      before = status;
      if (until(status)) return status;
      await sleep(POLL_MS);
    }
  };
}

/** Each is work for server and worker: at 100 ms a quarter of what a turn takes. */
const POLL_MS = 500;

/** What happened between two statuses, a line each. */
export function changes(status: Status, before: Status | undefined): string[] {
  const lines: string[] = [];
  const entered = status.phase === before?.phase ? [] : [`── ${status.phase}`];
  if (status.phase === 'execute') lines.push(...entered);
  if (status.findings && !before?.findings) lines.push(...status.findings.map((finding) => `  found: ${finding}`));
  if (status.baseline && !before?.baseline) lines.push(`  baseline: ${baselineText(status)}`);
  for (const task of status.tasks) {
    const was = before?.tasks.find(({ id }) => id === task.id);
    if (task.redTree && task.redTree !== was?.redTree)
      lines.push(`  ${task.id} red proven (tree ${task.redTree.slice(0, 10)})`);
    if (!was || task.status === was.status || task.status === 'pending') continue;
    const what = {
      running: 'started',
      done: `landed as ${task.commit?.slice(0, 10)}`,
      blocked: `blocked: ${task.reason}`,
      skipped: 'skipped',
    };
    lines.push(`  ${task.id} ${task.name}: ${what[task.status]}`);
  }
  if (status.phase !== 'execute') lines.push(...entered);
  const now = status.sessions.at(-1);
  const then = before?.sessions.find(({ number }) => number === now?.number);
  if (now?.baseline && !then?.baseline) lines.push(`  session ${now.number}: baseline tests ${now.baseline}`);
  if (status.status === 'blocked' && before?.status !== 'blocked') lines.push(`  blocked: ${status.waitingFor?.text}`);
  return lines;
}

function baselineText({ baseline }: Status): string {
  const { tests, coverage, lintErrors, typeErrors, notes } = baseline!;
  return [
    ...(tests ? [`${tests.passed} tests passed, ${countOf(tests.failed)} failed`] : []),
    ...(coverage === undefined ? [] : [`coverage ${percent(coverage)}`]),
    ...(lintErrors === undefined ? [] : [`${lintErrors} lint errors`]),
    ...(typeErrors === undefined ? [] : [`${typeErrors} type errors`]),
    ...notes,
  ].join(', ');
}
