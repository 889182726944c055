import { parseArgs } from 'node:util';
import type { Script } from './script.js';
import { startScriptedModel } from './server.js';

/** Serves the script of an example: `node dist/examples/scripted-model/main.js <example> [--port N] [--log]` */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' }, log: { type: 'boolean', default: false } },
});
const [example, ...rest] = positionals;
if (!example || rest.length > 0 || !/^[a-z-]+$/.test(example)) {
  process.stderr.write('usage: main.js <example> [--port N] [--log]\n');
  process.exit(2);
}

const { script } = (await import(`../${example}/script.js`)) as { script: Script };
const model = await startScriptedModel({
  script,
  port: Number(values.port),
  onRequest: (record) => {
    if (values.log) process.stderr.write(`${JSON.stringify(record)}\n`);
  },
});
process.stdout.write(`${JSON.stringify({ url: model.url })}\n`);

process.once('SIGTERM', () => {
  void model.close().then(() => {
    const { violations } = model;
    process.stdout.write(`${JSON.stringify({ leftovers: model.leftovers(), violations })}\n`);
    process.exitCode = violations.length > 0 ? 1 : 0;
  });
});
