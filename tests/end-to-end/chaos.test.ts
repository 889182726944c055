import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCampaign, type Phase } from '../../scripts/chaos/campaign.js';
import { eachOnce } from '../../scripts/chaos/choices.js';
import { openGround, type Ground } from '../../scripts/chaos/ground.js';
import { OUTAGES } from '../../scripts/chaos/outages.js';
import { PAUSE_POINTS, POINTS } from '../../scripts/chaos/points.js';
import type { Outcome } from '../../scripts/chaos/report.js';
import { killWorker } from '../../scripts/chaos/strikes.js';
import { quickScript } from '../helpers/quick-script.js';

jest.setTimeout(900_000);

/** The kill matrix in small: `npm run chaos` has every boundary, and any number of kills. */
const NAMES = [
  'inspect: after git update-ref --stdin',
  'model asked',
  'model half',
  'model sent',
  'model kept',
  'openStage: after git worktree add',
  'runTools: during a command',
  'runTools: before git update-ref --stdin',
  'runTools ends',
  'proveRed: during a command',
  'proveGreen: after git update-index',
  'landTask: after git commit-tree',
  'landTask: after git update-ref refs/heads/piv/',
  'settleTask: before git update-ref refs/piv/',
  'settleTask: after git worktree remove',
  'markPausePoint: after git update-ref refs/heads/piv/',
  'unmarkPausePoint: before git update-ref refs/heads/piv/',
  'checkTip: during a command',
  'validateStage: during a command',
  'finish: after git update-ref -d',
];

describe('a feature whose worker is killed at one boundary after the other', () => {
  const points = [...POINTS, ...PAUSE_POINTS].filter(({ name }) => NAMES.includes(name));
  const server = OUTAGES.find(({ name }) => name === 'server and worker')!;
  const phases: Phase[] = [
    { name: 'worker', choice: eachOnce(points), strike: killWorker, features: 2 },
    {
      name: server.name,
      choice: eachOnce(server.points.filter(({ name }) => name.endsWith('landing'))),
      strike: server.strike,
      features: 1,
    },
  ];
  let ground: Ground;
  let outcome: Outcome;
  beforeAll(async () => {
    ground = await openGround(quickScript(2));
    const report = (line: string) => void process.stderr.write(`chaos: ${line}\n`);
    outcome = await runCampaign({ ground, phases, pauseAfter: 1, report, verbose: false });
  });
  afterAll(async () => ground?.close());

  it('ends PASSED each time with the tree, the commits, the ledger and the refs of one that was left alone', () => {
    expect(outcome.problems).toEqual([]);
  });

  it('was killed at every one of them', () => {
    expect(points.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
    expect(phases.flatMap(({ choice }) => choice.left())).toEqual([]);
  });
});
