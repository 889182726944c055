import { execFileSync } from 'node:child_process';

/** Git as anybody runs it: with hooks, filters, fsmonitor, and an environment that is passed on. Only for controls. */
export function plainGit(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A line as a careless program makes it: text in the middle of a shell's command. */
export function plainShell(cwd: string, line: string): string {
  return execFileSync('sh', ['-c', line], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
