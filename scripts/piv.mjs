#!/usr/bin/env node
import { setup } from './setup.mjs';

try {
  await setup();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import('../dist/scripts/piv.js');
