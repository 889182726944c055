/** What npm, pnpm, yarn (the first and the later), Python, uv, Poetry, Go and Cargo say of a script or tool that isn't there. */
const NOT_THERE = [
  /Missing script: /,
  /npx canceled due to missing packages/,
  /^(?: ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL {2}|error )Command ".+" not found/m,
  /^Usage Error: Couldn't find a script named /m,
  /No module named '?(?:pytest|ruff|flake8|mypy|pyright|coverage)\b/,
  /^error: Failed to spawn: /m,
  /^Command not found: /m,
  /^go: no such tool /m,
  /^error: no such command: /m,
];

/** Whether a command can't be run at all. 126 and 127 are the shell's codes for a program that can't be, or isn't there. */
export const cantRun = ({ exitCode, output }: { exitCode: number; output: string }): boolean =>
  exitCode === 127 || exitCode === 126 || (exitCode !== 0 && NOT_THERE.some((said) => said.test(output)));
