import { domainOf } from './registries.js';

/** Registries that a person has configured on the worker's host: a mirror, or the one of a company. */
export interface OwnRegistries {
  domains: string[];
  /** What tells the tools of them in the sandbox, where their settings aren't. Without names and passwords. */
  env: Record<string, string>;
}

/** By a setting's name: variables that say it, files of the home that do, and the variables that hand it on. */
interface Setting {
  variables: string[];
  files?: [file: string, value: RegExp][];
  handOn: string[];
}

const PIP = ['.config/pip/pip.conf', '.pip/pip.conf', '/etc/pip.conf'];

const SETTINGS: Setting[] = [
  {
    variables: ['npm_config_registry', 'NPM_CONFIG_REGISTRY'],
    files: [['.npmrc', /^\s*registry\s*=\s*(\S+)/m]],
    handOn: ['npm_config_registry'],
  },
  {
    variables: ['YARN_NPM_REGISTRY_SERVER'],
    files: [['.yarnrc.yml', /^npmRegistryServer:\s*["']?([^\s"']+)/m]],
    handOn: ['YARN_NPM_REGISTRY_SERVER'],
  },
  {
    variables: ['PIP_INDEX_URL'],
    files: PIP.map((file) => [file, /^\s*index-url\s*=\s*(\S+)/m]),
    handOn: ['PIP_INDEX_URL'],
  },
  {
    variables: ['PIP_EXTRA_INDEX_URL'],
    files: PIP.map((file) => [file, /^\s*extra-index-url\s*=\s*(\S+)/m]),
    handOn: ['PIP_EXTRA_INDEX_URL'],
  },
  { variables: ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'], handOn: ['UV_DEFAULT_INDEX'] },
  { variables: ['GOPROXY'], files: [['.config/go/env', /^GOPROXY=(\S+)/m]], handOn: ['GOPROXY'] },
  {
    variables: [],
    files: [['.cargo/config.toml', /^\s*(?:registry|index)\s*=\s*"(?:sparse\+)?([^"]+)"/m]],
    handOn: [],
  },
  { variables: [], files: [['.m2/settings.xml', /<mirror>[^]*?<url>\s*([^<\s]+)/]], handOn: [] },
];

/** `read` gives the text of a file of the home (one that begins with "/": of the host), or undefined. */
export async function ownRegistries(
  env: Record<string, string | undefined>,
  read: (file: string) => Promise<string | undefined>,
): Promise<OwnRegistries> {
  const own: OwnRegistries = { domains: [], env: {} };
  for (const { variables, files = [], handOn } of SETTINGS) {
    let value = variables.map((name) => env[name]).find(Boolean);
    for (const [file, pattern] of value ? [] : files) value ??= pattern.exec((await read(file)) ?? '')?.[1];
    // Of several, in the words of Go and pip, each counts.
    const domains = (value ?? '').split(/[\s,|]+/).flatMap((url) => domainOf(url) ?? []);
    if (!value || domains.length === 0) continue;
    own.domains.push(...domains);
    for (const name of handOn) own.env[name] = value.replaceAll(/(?<=:\/\/)[^\s/@,|]+@/g, '');
  }
  return { ...own, domains: [...new Set(own.domains)] };
}
