import { readFileSync } from 'node:fs';

/** Loaded into a worker before all else: its clock is off by the milliseconds that the file CHAOS_CLOCK holds. */

const LOOK_MS = 20;
const file = process.env['CHAOS_CLOCK']!;
const RealDate = Date;
let off = 0;
const look = () => (off = Number(readFileSync(file, 'utf8')));
const now = () => RealDate.now() + off;

look();
setInterval(look, LOOK_MS).unref();
globalThis.Date = new Proxy(RealDate, {
  get: (real, name) => (name === 'now' ? now : (Reflect.get(real, name) as unknown)),
  apply: () => new RealDate(now()).toString(),
  construct: (real, given, made) => Reflect.construct(real, given.length === 0 ? [now()] : given, made) as Date,
});
