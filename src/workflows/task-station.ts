import type { Station } from './hosts.js';
import { doing, note, report } from './task-report.js';
import type { TaskRun } from './task-run.js';

/** Where a task's steps are taken. */
export const stationOf = (run: TaskRun): Station => ({
  place: run.input.place,
  hosts: run.input.hosts ?? 'one',
  host: () => hostOf(run),
  commit: () => run.input.commit,
  trees: () => run.trees,
  stuck: (remedy) => run.agent.stuck(remedy),
  doing: (what) => doing(run, what),
  away(text) {
    if (text) run.away = text;
    else delete run.away;
    report(run);
  },
  moved(from, to) {
    run.host = to;
    note(run, `host ${from} took no steps; host ${to} went on`);
  },
});

export const hostOf = (run: TaskRun) => run.host ?? run.input.host;
