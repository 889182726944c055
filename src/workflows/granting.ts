import type { Place } from '../activities/dependencies.js';
import type { Grants } from '../types.js';

/** What a person lets commands reach: while a feature is under way it only grows. */

export function widen(to: Grants, { setupNetwork, network, env }: Grants): void {
  if (setupNetwork) to.setupNetwork = true;
  if (network) to.network = union(to.network, network);
  if (env) to.env = union(to.env, env);
}

const union = (names: string[] = [], more: string[]) => [...new Set([...names, ...more])];

export function grantText({ setupNetwork, network, env }: Grants): string | undefined {
  const parts = [
    ...(setupNetwork ? ['the set-up command can reach the registries of the repository'] : []),
    ...(network ? [`commands can reach ${network.join(', ')}`] : []),
    ...(env ? [`commands get ${env.join(', ')} of the worker's environment`] : []),
  ];
  return parts.length > 0 ? `${parts.join('; ')}, as was said with a retry` : undefined;
}

/** These and nothing else of what has them. */
export const grantsIn = ({ network, env }: Grants): Pick<Place, 'network' | 'env'> => ({
  ...(network ? { network } : {}),
  ...(env ? { env } : {}),
});
