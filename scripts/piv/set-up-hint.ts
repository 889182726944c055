import { readdir } from 'node:fs/promises';
import { installFile } from '../../src/install-files.js';
import type { FeatureInput } from '../../src/types.js';

/** What a start without a network comes to where packages have to be fetched: said before anything is paid for. */
export async function setUpHint(
  repo: string,
  { sandbox, setupNetwork, network }: Pick<FeatureInput, 'sandbox' | 'setupNetwork' | 'network'>,
): Promise<string | undefined> {
  if (sandbox === 'off' || setupNetwork || network) return undefined;
  const names = await readdir(repo).catch(() => []);
  const lock = names.toSorted().find((name) => installFile(name)?.kind === 'lock');
  if (!lock) return undefined;
  return `Note        ${lock} asks for packages, and set-up has no network; if it fails for that, start with --setup-network`;
}
