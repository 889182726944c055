import { parseArgs } from 'node:util';
import { script } from '../examples/user-authentication/script.js';
import { runCampaign, type Outcome, type Phase } from './chaos/campaign.js';
import { anyBoundary, eachOnce } from './chaos/choices.js';
import { openGround } from './chaos/ground.js';
import { PAUSE_POINTS, POINTS, type Point } from './chaos/points.js';
import { randomFrom } from './chaos/random.js';
import { matrix, total } from './chaos/report.js';
import { HOST_LOST, killWorker, OUTAGES } from './chaos/strikes.js';
import { duration } from './figures.js';

/** `npm run chaos`: kills workers at every boundary while the example feature runs, and looks at what is left. */

const USAGE = `usage: npm run chaos -- [--kills N] [--seed N] [--point NAME] [--list] [--verbose]
  without an option: each named point once
  --kills N     N kills of the worker at boundaries that --seed (1) chooses
  --point NAME  this point only
  --list        print the names of the points
  --verbose     print each kill`;

const OPTIONS = {
  kills: { type: 'string' },
  seed: { type: 'string', default: '1' },
  point: { type: 'string' },
  list: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const { values } = parseArgs({ options: OPTIONS });
const ALL: Point[] = [...POINTS, ...PAUSE_POINTS];
const print = (line: string) => void process.stdout.write(`${line}\n`);

if (values.help) print(USAGE);
else if (values.list) print([...ALL, ...OUTAGES.flatMap(({ points }) => points)].map(({ name }) => name).join('\n'));
else process.exitCode = await main();

async function main(): Promise<number> {
  const phases = phasesOf();
  const started = Date.now();
  const ground = await openGround(script);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void ground.close().finally(() => process.exit(130)));
  }
  try {
    const outcome = await runCampaign({ ground, phases, pauseAfter: 2, report: print, verbose: values.verbose });
    return conclude(
      outcome,
      phases.flatMap(({ choice }) => choice.left()),
      Date.now() - started,
    );
  } catch (error) {
    print(`FAILED: ${error instanceof Error ? error.message : String(error)}; repeat it with: ${repeat()}`);
    return 1;
  } finally {
    await ground.close();
  }
}

/** One point, or: kills of the worker, then all other faults. */
function phasesOf(): Phase[] {
  const wanted = (points: Point[]) => points.filter(({ name }) => values.point === undefined || name === values.point);
  const kills = values.kills === undefined ? undefined : Number(values.kills);
  const each = { name: 'each point', choice: eachOnce(wanted(ALL)), strike: killWorker, features: 3 };
  const many = (count: number): Phase => {
    const choice = anyBoundary(count, randomFrom(Number(values.seed)));
    return { name: `seed ${values.seed}`, choice, strike: killWorker, features: count };
  };
  const outages = OUTAGES.map(({ name, strike, points }): Phase => {
    return { name, choice: eachOnce(wanted(points)), strike, features: 2, remote: name === HOST_LOST };
  });
  const phases = [kills === undefined ? each : many(kills), ...outages].filter(({ choice }) => !choice.done());
  if (phases.length === 0) throw new Error(`there is no point "${values.point}"; see: npm run chaos -- --list`);
  return phases;
}

function conclude({ rows, features, problems }: Outcome, missed: Point[], ms: number): number {
  print(matrix(rows));
  const wrong = [...problems, ...missed.map(({ name }) => `never reached: ${name}`)];
  if (wrong.length > 0) {
    for (const problem of wrong) print(problem);
    print(`repeat it with: ${repeat()}`);
  }
  const { kills, passed, repeated } = total(rows);
  print(
    `${wrong.length > 0 ? 'FAILED' : 'PASSED'}: ${kills} faults in ${features} features, ${passed} passed, ` +
      `${repeated} calls repeated, ${duration(ms / 1000)}`,
  );
  return wrong.length > 0 ? 1 : 0;
}

function repeat(): string {
  if (values.kills !== undefined) return `npm run chaos -- --kills ${values.kills} --seed ${values.seed}`;
  return values.point === undefined ? 'npm run chaos' : `npm run chaos -- --point '${values.point}'`;
}
