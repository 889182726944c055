import { parseArgs } from 'node:util';
import { script } from '../examples/user-authentication/script.js';
import { runCampaign, type Phase } from './chaos/campaign.js';
import { anyBoundary, eachOnce } from './chaos/choices.js';
import { openGround, type Ground } from './chaos/ground.js';
import { OUTAGES, type Outage } from './chaos/outages.js';
import { PAUSE_POINTS, POINTS, type Point } from './chaos/points.js';
import { randomFrom } from './chaos/random.js';
import { matrix, together, total, type Outcome } from './chaos/report.js';
import { killWorker } from './chaos/strikes.js';
import { duration } from './figures.js';

/** `npm run chaos`: kills workers at every boundary while the example feature runs, and looks at what is left. */

const USAGE = `usage: npm run chaos -- [--kills N] [--seed N] [--point NAME] [--list] [--verbose]
  without an option: each named point once
  --kills N     N kills of the worker at boundaries that --seed (1) chooses
  --point NAME  this point only, or this kind of fault
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
/** So that the lanes of two seeds don't repeat each other. */
const LANE_SEED = 1_000_000;
const wanted = (points: Point[]) =>
  points.filter(({ name }) => [undefined, name, name.split(': ')[0]].includes(values.point));
const print = (line: string) => void process.stdout.write(`${line}\n`);

if (values.help) print(USAGE);
else if (values.list) print([...ALL, ...OUTAGES.flatMap(({ points }) => points)].map(({ name }) => name).join('\n'));
else process.exitCode = await main();

async function main(): Promise<number> {
  const lanes = lanesOf(await possibleHere(OUTAGES));
  const started = Date.now();
  const grounds: Ground[] = [];
  const close = () => Promise.all(grounds.map((ground) => ground.close()));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(130)));
  }
  try {
    while (grounds.length < lanes.length) grounds.push(await openGround(script));
    const running = lanes.map((phases, lane) => {
      const report = (line: string) => print(lanes.length > 1 ? `${lane + 1}: ${line}` : line);
      return runCampaign({ ground: grounds[lane]!, phases, pauseAfter: 2, report, verbose: values.verbose });
    });
    const left = () => lanes.flat().flatMap(({ choice }) => choice.left());
    return conclude(together(await Promise.all(running)), left(), Date.now() - started);
  } catch (error) {
    print(`FAILED: ${error instanceof Error ? error.message : String(error)}; repeat it with: ${repeat()}`);
    return 1;
  } finally {
    await close();
  }
}

/** Says which can't be tried on this machine. */
async function possibleHere(outages: Outage[]): Promise<Outage[]> {
  const tried = outages.map(async (outage) => {
    if (wanted(outage.points).length === 0) return [];
    const why = await outage.missing?.();
    if (why === undefined) return [outage];
    for (const { name } of wanted(outage.points)) print(`skipped: ${name}: ${why}`);
    return [];
  });
  return (await Promise.all(tried)).flat();
}

/** Each lane is a swarm of its own. Random kills use both cores: a worker that starts keeps one busy. */
function lanesOf(possible: Outage[]): Phase[][] {
  const outages = possible.map(({ points, ...outage }): Phase => {
    return { ...outage, choice: eachOnce(wanted(points)), features: 2 };
  });
  const each = { name: 'each point', choice: eachOnce(wanted(ALL)), strike: killWorker, features: 3 };
  const lanes = values.kills === undefined ? [[each, ...outages]] : randomLanes(Number(values.kills), outages);
  const open = lanes.map((phases) => phases.filter(({ choice }) => !choice.done())).filter(({ length }) => length > 0);
  if (open.length === 0) throw new Error(`there is no point "${values.point}"; see: npm run chaos -- --list`);
  return open;
}

function randomLanes(kills: number, others: Phase[]): Phase[][] {
  const half = Math.floor(kills / 2);
  const many = (count: number, seed: number): Phase => {
    const choice = anyBoundary(count, randomFrom(seed));
    return { name: `seed ${seed}`, choice, strike: killWorker, features: count };
  };
  const seed = Number(values.seed);
  const every = (second: number) => others.filter((_, at) => at % 2 === second);
  return [
    [many(kills - half, seed), ...every(0)],
    [many(half, seed + LANE_SEED), ...every(1)],
  ];
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
