import { describe, expect, it } from '@jest/globals';
import { cantRun } from '../../src/verify/not-there.js';

/** Each as the tool has said it. */
describe('a command that is not there', () => {
  it.each([
    ['npm 11.19.1', 1, 'npm error Missing script: "absent"\n'],
    ['pnpm 10.34.8 run', 1, ' ERR_PNPM_NO_SCRIPT  Missing script: absent\n\nCommand "absent" not found.\n'],
    ['pnpm 10.34.8 exec', 254, 'undefined\n ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command "absent" not found\n'],
    ['yarn 1.22.22', 1, 'yarn run v1.22.22\nerror Command "absent" not found.\n'],
    ['yarn 4.18.1', 1, `Usage Error: Couldn't find a script named "absent".\n\n$ yarn run [--inspect] …\n`],
    ['uv 0.13.8', 2, 'error: Failed to spawn: absent\n  cause: No such file or directory (os error 2)\n'],
    ['Poetry 2.5.1', 1, 'Command not found: absent\n'],
    ['Python 3.11.7', 1, '/repository/.venv/bin/python: No module named pytest\n'],
    ['Go 1.26.8', 2, 'go: no such tool "absent"\n'],
    ['the shell', 127, 'bash: line 1: absent: command not found\n'],
  ])('is known by what %s says', (_tool, exitCode, output) => {
    expect(cantRun({ exitCode, output })).toBe(true);
    expect(cantRun({ exitCode: 0, output })).toBe(false);
  });

  it('is not one that found something', () => {
    expect(cantRun({ exitCode: 1, output: 'src/a.js:1:1 error Command "x" not found in a text\n' })).toBe(false);
    expect(cantRun({ exitCode: 1, output: "ModuleNotFoundError: No module named 'texts.slug'\n" })).toBe(false);
  });
});
