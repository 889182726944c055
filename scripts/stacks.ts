import { parseArgs } from 'node:util';
import { STACKS } from '../examples/stacks/stacks.js';
import { runStacks, SKIPPED, type Ran } from './stacks/run.js';
import { table } from './tables.js';

/** `npm run stacks`: the feature of each example repository, through the scripted model. */

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
const print = (line: string) => void process.stdout.write(`${line}\n`);
const wanted = STACKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

if (values.help || wanted.length === 0) {
  print(`usage: npm run stacks -- [NAME …]\nnames: ${STACKS.map(({ name }) => name).join(' ')}`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const ran = await runStacks(wanted, (line) => print(line));
  print(table(['Stack', 'Tools', 'Verdict', 'What was measured', 'Time'], ran.map(row)));
  const passed = ran.filter(({ verdict }) => verdict === 'PASSED').length;
  const skipped = ran.filter(({ verdict }) => verdict.startsWith(SKIPPED)).length;
  const ok = passed + skipped === ran.length;
  print(`${ok ? 'PASSED' : 'FAILED'}: ${passed} of ${ran.length} stacks${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = ok ? 0 : 1;
}

/** The first stage is in the verdict; the others go by the first word of their names. */
function row({ stack, verdict, stages, seconds }: Ran): string[] {
  const measured = stages.slice(1).map(({ name, status, detail }) => {
    return `${name.split(' ')[0]} ${status === 'n/a' ? status : detail}`;
  });
  return [stack.name, stack.tools, verdict, measured.join(', '), `${seconds.toFixed(0)} s`];
}
