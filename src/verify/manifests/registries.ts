import { posix } from 'node:path';
import { DOMAIN } from '../../types.js';
import type { Ecosystem, InstallFile } from '../../install-files.js';

/** The domains that packages come from: public registries, and what lock files and settings name besides. */

/** Where a file has addresses of packages. All others in it (home pages, sponsors) are no business of set-up. */
const ADDRESSES: [file: RegExp, address: RegExp][] = [
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, /"resolved":\s*"([^"]+)"/g],
  [/^yarn\.lock$/, /^\s+(?:resolved "([^"]+)"|resolution: "[^"]*@(https?:[^"]+)")/gm],
  [/^pnpm-lock\.yaml$/, /\b(?:tarball|registry):\s*['"]?([^\s,'"}]+)/g],
  [/^\.npmrc$/, /^\s*(?:@[^\s=]+:)?registry\s*=\s*(\S+)/gm],
  [/^\.yarnrc(?:\.yml)?$/, /^\s*(?:npmRegistryServer:|registry)\s*["']?([^\s"']+)/gm],
  [/^(?:uv|poetry|pdm)\.lock$/, /\b(?:registry|url|git)\s*=\s*"([^"]+)"/g],
  [/^(?:pyproject|uv)\.toml$/, /^\s*(?:index-)?url\s*=\s*"([^"]+)"/gm],
  [/^Pipfile(?:\.lock)?$/, /\burl"?\s*[:=]\s*"([^"]+)"/g],
  [/(?:requirements|constraints).*\.(?:txt|in)$/, /^(?!\s*#).*?((?:git\+)?https?:\/\/[^\s#;]+)/gm],
  [/^pip\.conf$/, /^\s*(?:extra-)?index-url\s*=\s*(\S+)/gm],
  [
    /^Cargo\.lock$/,
    /^source = "(?:(?:registry|sparse|git)\+)+(?!https:\/\/github\.com\/rust-lang\/crates\.io-index)([^"]+)"/gm,
  ],
  [/^(?:config|Cargo)(?:\.toml)?$/, /^\s*(?:index|registry|git)\s*=\s*"(?:sparse\+)?([^"]+)"/gm],
  [/^Gemfile(?:\.lock)?$/, /^\s*(?:remote:|source)\s*["']?([^\s"']+)/gm],
  [/^composer\.lock$/, /"dist":\s*\{[^}]*?"url":\s*"([^"]+)"/g],
  [/^composer\.json$/, /"repositories":[^\]]*?"url":\s*"([^"]+)"/g],
  [/^nuget\.config$/i, /<add\b[^>]*\bvalue="([^"]+)"/g],
  [/^pom\.xml$/, /<(?:repository|pluginRepository)>[^]*?<url>\s*([^<\s]+)/g],
  [/\.gradle(?:\.kts)?$/, /\burl\s*[=(]?\s*(?:uri\()?\s*["']([^"']+)/g],
  [/-wrapper\.properties$/, /^distributionUrl=(\S+)/gm],
];

const addressesOf = (path: string) => ADDRESSES.filter(([file]) => file.test(posix.basename(path)));

/** Whether the file's text has a say in where packages come from. */
export const namesAddresses = ({ path }: InstallFile): boolean => addressesOf(path).length > 0;

/** A lock file is large, a list of domains isn't. */
const MOST = 100;

export function registriesOf(files: InstallFile[], texts: Map<string, string>, used: Ecosystem[] = []): string[] {
  const named = files.flatMap(({ path }) =>
    addressesOf(path).flatMap(([, address]) =>
      [...(texts.get(path) ?? '').matchAll(address)].flatMap(([, ...urls]) => domainOf(urls.find(Boolean) ?? '') ?? []),
    ),
  );
  const all = new Set([...[...files.map(({ of }) => of), ...used].flatMap(({ registries }) => registries), ...named]);
  // What GitHub has as an archive comes from another host of it.
  if (all.has('github.com')) all.add('codeload.github.com');
  return [...all].slice(0, MOST);
}

/** The domain of an address of the web, as `network` has it: with its port where that isn't one of the web's. */
export function domainOf(address: string): string | undefined {
  const url = address.replace(/^git\+/, '').replaceAll('\\', '');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  const domain = port === '' ? hostname : `${hostname}:${port}`;
  return DOMAIN.test(domain) ? domain : undefined;
}
