import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config.js';

test('the configuration has a default port', () => {
  assert.equal(loadConfig({ JWT_SECRET: 's' }).port, 3000);
});

test('a configuration without a secret or with a wrong port is refused', () => {
  assert.throws(() => loadConfig({}), /JWT_SECRET is missing/);
  assert.throws(() => loadConfig({ JWT_SECRET: 's', PORT: 'http' }), /PORT is not a port: http/);
});
