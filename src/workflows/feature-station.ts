import { publish } from './details.js';
import { doing } from './doing.js';
import type { FeatureRun } from './feature-run.js';
import type { Station } from './hosts.js';

/** Where a feature's own steps are taken. */
export const stationOf = (run: FeatureRun): Omit<Station, 'stuck'> => ({
  place: run.place,
  hosts: run.feature.hosts,
  host: () => run.at.host,
  commit: () => run.at.base,
  trees: () => [],
  doing: (what) => doing(run, what),
  away(text) {
    if (text) run.away = text;
    else delete run.away;
    publish(run);
  },
  moved(from, to) {
    run.at.host = to;
    run.notes.push(`host ${from} took no steps; host ${to} went on with the feature`);
    publish(run);
  },
});
