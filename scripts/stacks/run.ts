import { spawnSync } from 'node:child_process';
import { folderOf, scriptOf, type Stack } from '../../examples/stacks/stack.js';
import type { Status, ValidationStage } from '../../src/types.js';
import { openSwarm, until, type Swarm } from '../swarm.js';

export interface Ran {
  stack: Stack;
  /** That of the feature, or why it has none. */
  verdict: string;
  stages: ValidationStage[];
  seconds: number;
  status?: Status;
  repo: string;
}

/** How the verdict begins of a stack whose programs aren't here. */
export const SKIPPED = 'skipped: no ';

const SECONDS = 600;

/** Opens a swarm whose model knows the features of these stacks, each by its name. */
export const openStackSwarm = (stacks: Stack[]): Promise<Swarm> =>
  openSwarm({ script: (feature) => scriptOf(stacks.find(({ name }) => name === feature)!) });

/** Programs that a stack needs and this machine doesn't have. */
export const missingFor = ({ needs }: Stack) =>
  needs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);

export async function runStacks(stacks: Stack[], report: (line: string) => void): Promise<Ran[]> {
  const swarm = await openStackSwarm(stacks);
  const ran: Ran[] = [];
  try {
    for (const stack of stacks) {
      const one = await runStack(swarm, stack);
      report(`${stack.name}: ${one.verdict}, ${one.seconds.toFixed(0)} s`);
      ran.push(one);
    }
    return ran;
  } finally {
    await swarm.close();
  }
}

export async function runStack(swarm: Swarm, stack: Stack): Promise<Ran> {
  const started = Date.now();
  const repo = await swarm.repository(stack.name, folderOf(stack, 'repository'));
  const missing = missingFor(stack);
  if (missing.length > 0) return { stack, verdict: `${SKIPPED}${missing.join(', ')}`, stages: [], seconds: 0, repo };
  const { name, request, setupNetwork = false } = stack;
  const feature = await swarm.start({ repo, name, request, setupNetwork, autoAnswer: true, autoApprove: true });
  const status = await until(feature, ended, SECONDS).catch((error: Error) => error);
  const seconds = (Date.now() - started) / 1000;
  if (status instanceof Error) return { stack, verdict: status.message, stages: [], seconds, repo };
  const { verdict = status.waitingFor?.text ?? status.status, stages = [] } = status.validation ?? {};
  return { stack, verdict, stages, seconds, status, repo };
}

/** Also where it can't go on by itself. */
const ended = ({ status, tasks }: Status) =>
  ['passed', 'failed', 'cancelled', 'blocked'].includes(status) || tasks.some((task) => task.status === 'blocked');
