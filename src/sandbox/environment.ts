import path from 'node:path';
import type { Confinement } from './confine.js';

/** The PATH of a confined command. */
export function searchPath(commandPath: string[]): string[] {
  return [...commandPath, ...(process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(path.delimiter)].filter(
    (folder) => path.isAbsolute(folder),
  );
}

/** Whose process it is, so that what a killed worker leaves running can be found. */
const owner = (): Record<string, string> => {
  const worker = process.env['PIV_WORKER'];
  return worker ? { PIV_WORKER: worker } : {};
};

/** Where a network has certificates of its own, programs are told of them so. */
const CERTIFICATES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'PIP_CERT',
  'npm_config_cafile',
];

const certificates = ({ network }: Confinement): Record<string, string> =>
  network === false
    ? {}
    : Object.fromEntries(CERTIFICATES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/**
 * Nothing is inherited but PATH and the owner, and certificates where there is a network: neither keys nor proxies nor
 * a NODE_OPTIONS of ours reach a command.
 */
export function cleanEnvironment(confinement: Confinement, home: string): Record<string, string> {
  return {
    PATH: searchPath(confinement.commandPath).join(path.delimiter),
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    CI: '1',
    NO_COLOR: '1',
    // Where the root has no repository any more, a command's git takes none that is around it.
    GIT_CEILING_DIRECTORIES: path.dirname(confinement.root),
    ...owner(),
    ...certificates(confinement),
    ...confinement.env,
  };
}
