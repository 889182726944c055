import { describe, expect, test } from '@jest/globals';
import { createRequire } from 'node:module';

const PACKAGES = ['activity', 'client', 'common', 'envconfig', 'proto', 'testing', 'worker', 'workflow'];

describe('protobufjs', () => {
  const manifest = createRequire(import.meta.url)('protobufjs/package.json') as { version: string };

  test('is version 8 or newer', () => {
    expect(Number.parseInt(manifest.version, 10)).toBeGreaterThanOrEqual(8);
  });

  // With two copies, replaying a history kept as JSON throws "type must be a Type".
  test.each(PACKAGES)('is one copy for @temporalio/%s', (name) => {
    const require = createRequire(import.meta.url);
    const theirs = createRequire(require.resolve(`@temporalio/${name}`));
    expect(theirs.resolve('protobufjs')).toBe(require.resolve('protobufjs'));
  });
});
