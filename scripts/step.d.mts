import type { SpawnOptions } from 'node:child_process';

export type Report = (line: string) => void;

export declare function runStep(
  report: Report,
  title: string,
  command: string,
  args: string[],
  options?: SpawnOptions,
): Promise<void>;

export declare function run(
  command: string,
  args: string[],
  options?: SpawnOptions,
): Promise<{ code: number | NodeJS.Signals; output: string }>;
