import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type ReplayWorkerOptions,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { root } from '#scripts/places.mjs';

jest.setTimeout(30_000);

/** Features that were started with an earlier build have to go on with this one: their histories replay. */

const FOLDER = path.join(root, 'tests', 'histories');
const HISTORIES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const OPTIONS: ReplayWorkerOptions = {
  workflowBundle: { codePath: path.join(root, 'dist', 'workflow-bundle.js') },
};
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

const historyOf = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

/** `feature-pause.task-001.run-2.json` is the history of the second run of `feature-pause/task-001`. */
const workflowIdOf = (file: string) => file.replace(/(\.run-\d+)?\.json$/, '').replace('.', '/');

describe('a kept history', () => {
  it.each(HISTORIES)('%s replays with the workflows as they are now', async (file) => {
    const replayed = Worker.runReplayHistory(OPTIONS, JSON.parse(historyOf(file)), workflowIdOf(file));
    await expect(replayed).resolves.toBeUndefined();
  });

  it.each(HISTORIES)('%s with a step that was another one does not', async (file) => {
    const tampered = historyOf(file).replace(/("activityType": \{\s*"name": )"\w+"/, '$1"another"');
    const replayed = Worker.runReplayHistory(OPTIONS, JSON.parse(tampered), workflowIdOf(file));
    await expect(replayed).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});
