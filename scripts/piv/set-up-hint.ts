import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { installFiles } from '../../src/install-files.js';
import type { FeatureInput } from '../../src/types.js';
import { registriesOf } from '../../src/verify/manifests/registries.js';

/** What set-up will reach where packages have to be fetched, or that it reaches nothing: said before anything is paid for. */
export async function setUpHint(
  repo: string,
  { sandbox, setupNetwork = true, network = [] }: Pick<FeatureInput, 'sandbox' | 'setupNetwork' | 'network'>,
): Promise<string | undefined> {
  if (sandbox === 'off') return undefined;
  const files = installFiles((await readdir(repo).catch(() => [])).toSorted());
  const lock = files.find(({ kind }) => kind === 'lock');
  if (!lock) return undefined;
  if (!setupNetwork) {
    const reach = network.length > 0 ? `only ${network.join(', ')}` : 'no network';
    return `Set-up      ${lock.path} asks for packages, and set-up has ${reach}; if it fails for that: piv retry --setup-network`;
  }
  const text = await readFile(path.join(repo, lock.path), 'utf8').catch(() => '');
  const domains = registriesOf([lock], new Map([[lock.path, text]]));
  return `Set-up      may reach what ${lock.path} names (${domains.join(', ')}), both ways; --no-setup-network shuts that`;
}
