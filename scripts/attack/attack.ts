import type { Confinement } from '../../src/sandbox/confine.js';
import { runCommand, type CommandResult } from '../../src/sandbox/run.js';
import { confinementOf, type Ground } from './ground.js';

/** One attack, and the proof that it is one. */
export interface Attack {
  /** Of the threat in the list T1 to T15, and a number: T1-03. */
  id: string;
  title: string;
  /** Needs to be root to be one. */
  root?: true;
  /** Takes long: not in the short form. */
  slow?: true;
  /** With the defence. True: it escaped. */
  play(ground: Ground): Promise<boolean>;
  /** The same without the defence, where it has to escape. */
  control(ground: Ground): Promise<boolean>;
}

export interface Shell {
  id: string;
  title: string;
  root?: true;
  prepare?: (ground: Ground) => unknown;
  /** Each in a shell of its own, one after the other. */
  commands: (ground: Ground) => string[];
  escaped: (ground: Ground, last: CommandResult) => boolean | Promise<boolean>;
  timeoutMs?: number;
  confine?: { on?: Partial<Confinement>; off?: Partial<Confinement> };
  /** Domains that the command may reach where it is confined. */
  network?: (ground: Ground) => string[];
}

/** By shell commands: as the sandbox confines them, and as they are. */
export function shell({
  id,
  title,
  root,
  prepare,
  commands,
  escaped,
  timeoutMs = 20_000,
  confine,
  network,
}: Shell): Attack {
  const run = (mode: 'on' | 'off') => async (ground: Ground) => {
    await prepare?.(ground);
    const results: CommandResult[] = [];
    const way = network ? { network: network(ground) } : {};
    for (const command of commands(ground)) {
      const confinement = { ...confinementOf(ground, mode), ...way, ...confine?.[mode] };
      results.push(await runCommand(command, confinement, { timeoutMs }));
    }
    return escaped(ground, results.at(-1)!);
  };
  return { id, title, ...(root ? { root } : {}), play: run('on'), control: run('off') };
}

/** Two ways to do the same: ours, and one that anybody would take. */
export function ways(
  id: string,
  title: string,
  way: {
    prepare?: (ground: Ground) => unknown;
    ours: (ground: Ground) => unknown;
    plain: (ground: Ground) => unknown;
    /** `given`: what the way has returned; the message of what it threw. */
    escaped: (ground: Ground, given: unknown) => boolean | Promise<boolean>;
  },
): Attack {
  const go = (take: (ground: Ground) => unknown) => async (ground: Ground) => {
    await way.prepare?.(ground);
    const given = await Promise.resolve()
      .then(() => take(ground))
      .catch((error: unknown) => `thrown: ${error instanceof Error ? error.message : String(error)}`);
    return way.escaped(ground, given);
  };
  return { id, title, play: go(way.ours), control: go(way.plain) };
}
