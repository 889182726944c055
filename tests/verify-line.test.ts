import { describe, expect, it } from '@jest/globals';
import { readVerify } from '../src/verify-line.js';

describe('what verifies a task', () => {
  const read = (line: string, testFile = 'node --test') => {
    const commands = { test: 'npm test', lint: 'npm run lint', testFile };
    const stated = Object.entries(commands).map(([name, command]) => [name, { command, source: 'package.json' }]);
    const { name, files } = readVerify(line, Object.fromEntries(stated)) ?? {};
    return [name, files];
  };

  it('is a command, and the test files that follow it or stand in the place of them', () => {
    expect(read('npm test')).toEqual(['test', undefined]);
    expect(read('npm run lint -- src')).toEqual(['lint', undefined]);
    expect(read('go test text/slug_test.go', 'go test')).toEqual(['testFile', ['text/slug_test.go']]);
    expect(read('jest a.js b.js --ci', 'jest {files} --ci')).toEqual(['testFile', ['a.js', 'b.js']]);
    expect(read('npm test -- a.js', 'npm test --')).toEqual(['testFile', ['a.js']]);
  });

  it('has no test files where there are options or none, and is nothing where there are more than words', () => {
    expect(read('go test', 'go test')).toEqual(['testFile', undefined]);
    expect(read('go test -run X a_test.go', 'go test')).toEqual(['testFile', undefined]);
    expect(read('go vet ./...', 'go test')).toEqual([undefined, undefined]);
    expect(read('node --test a.js; true')).toEqual([undefined, undefined]);
  });
});
