import type { Status } from '../../src/types.js';
import { quoted } from './shell.js';

/** The one command that a person would most likely type next. */
export function nextCommand(status: Status): string {
  const { feature } = status;
  switch (status.status) {
    case 'running':
      return watchCommand(feature);
    case 'waiting':
      return waitingCommand(status);
    case 'paused':
      return `piv resume ${feature}`;
    case 'blocked':
      return retryCommand(status);
    case 'passed':
    case 'failed':
      return `git -C ${quoted(status.repo)} log --stat ${status.base.slice(0, 12)}..${status.branch}`;
    case 'cancelled':
      return `piv start ${quoted(status.request)} --repo ${quoted(status.repo)} --name ${successor(feature)}`;
  }
}

export const watchCommand = (feature: string) => `piv status ${feature} --watch`;

function waitingCommand({ feature, waitingFor, planHash }: Status): string {
  if (waitingFor?.what === 'answers') return `piv answer ${feature}`;
  if (waitingFor?.what === 'approval') return `piv approve ${feature}${planHash ? ` --plan ${planHash}` : ''}`;
  return watchCommand(feature);
}

/** Names the task only where there is one: without a name, all that is blocked is tried again. */
function retryCommand({ feature, tasks }: Status): string {
  const [only, ...others] = tasks.filter((task) => task.status === 'blocked');
  return only && others.length === 0 ? `piv retry ${feature} ${only.id}` : `piv retry ${feature}`;
}

/** The name of a second try: the first one's branch is still there. */
function successor(feature: string): string {
  const [, stem = feature, count] = /^(.*?)(?:-(\d+))?$/.exec(feature) ?? [];
  const ending = `-${Number(count ?? 1) + 1}`;
  return `${stem.slice(0, 64 - ending.length).replace(/-+$/, '')}${ending}`;
}
