import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sandboxProblem } from '../src/sandbox/probe.js';
import { ATTACKS } from './attack/all.js';
import { makePlace, playAsNobody } from './attack/place.js';
import { play, playable, type Played } from './attack/play.js';
import { findTemporal } from './temporal.js';
import { attackTable, lastLine, wrong, type Outcome } from './attack/report.js';

/** `npm run attack`: plays what an agent that was talked into it would try, and the same where nothing stops it. */

const USAGE = `usage: npm run attack -- [--only T1-03] [--short] [--list] [--verbose]
  plays each attack twice: against the product, where it has to fail, and without the defence, where it has to work;
  as root, all of it once more as an ordinary user
  --only ID     this attack, or those of this threat (T1)
  --short       only what is quick, as the user who runs it
  --list        print the attacks
  --verbose     print each one as it is played`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    /** Of the ordinary user's part: prints what was played, for the other part to read. */
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const report = (line: string) => void process.stderr.write(`${line}\n`);
const print = (line: string) => void process.stdout.write(`${line}\n`);

if (values.help) print(USAGE);
else if (values.list) for (const { id, title } of ATTACKS) print(`${id}  ${title}`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const problem = await sandboxProblem();
  const mine = playable(values.only, !values.short);
  if (problem || mine.length === 0) {
    report(problem ?? `there is no attack "${values.only}"; see: npm run attack -- --list`);
    return 2;
  }
  // Attacks have a home of their own, where it isn't.
  if (mine.some(({ slow }) => slow)) process.env['PIV_TEMPORAL'] = await findTemporal(report);
  const played = await playHere(mine);
  if (values.json) {
    print(JSON.stringify(played));
    return 0;
  }
  const root = process.getuid?.() === 0;
  const outcomes: Outcome[] = [[root ? 'root' : 'user', played]];
  if (root && !values.short) outcomes.push(['user', await playAsNobody(values.only ? ['--only', values.only] : [])]);
  print(attackTable(outcomes));
  for (const line of wrong(outcomes)) print(line);
  print(lastLine(outcomes));
  return wrong(outcomes).length > 0 ? 1 : 0;
}

async function playHere(attacks: typeof ATTACKS): Promise<Played[]> {
  const place = makePlace();
  try {
    return await play(attacks, place, ({ id, title, held, works }) => {
      const said = `${id} ${title}: ${held ? 'held' : 'ESCAPED'}, control ${works ? 'works' : 'DOES NOT WORK'}`;
      if (values.verbose && !values.json) print(said);
    });
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}
