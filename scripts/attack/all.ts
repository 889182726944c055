import type { Attack } from './attack.js';
import { canary } from './canary.js';
import { judges, poison } from './t10-t12-work.js';
import { resources } from './t11-resources.js';
import { sums } from './t11-sums.js';
import { hidden } from './t13-hidden.js';
import { pushes, readable, secrets } from './t13-t15-secrets.js';
import { onTheHost } from './t1-host.js';
import { paths } from './t1-paths.js';
import { gitFolder } from './t2-git-folder.js';
import { filters, programs, refs } from './t3-t5-host-git.js';
import { key, neighbours, network } from './t6-t9-reach.js';
import { gate } from './t7-gate.js';
import { injection } from './t8-injection.js';

/** By threat, in the order of the list. */
const OF_THREATS = [
  [paths, onTheHost, gitFolder, programs, filters, refs, key, canary, network, gate, injection, neighbours, judges],
  [resources, sums, poison, secrets, hidden, pushes, readable],
];
export const ATTACKS: Attack[] = OF_THREATS.flat(2);

export const THREATS: Record<string, string> = {
  T1: 'outside of the worktree',
  T2: "git's own folder",
  T3: 'programs of the tree',
  T4: 'filter and diff drivers',
  T5: 'hooks of plumbing, refs',
  T6: 'the key',
  T7: 'network and sockets',
  T8: 'injection',
  T9: 'Temporal and the worker',
  T10: 'what judges the work',
  T11: 'all of the machine',
  T12: 'poison for the next task',
  T13: 'secrets',
  T14: 'a push elsewhere',
  T15: 'files that others read',
};

export const threatOf = ({ id }: { id: string }) => id.replace(/-.*/, '');
