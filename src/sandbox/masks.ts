import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What other programs leave there (files, and the sockets of agents and daemons) is no business of a command. */
export const SHARED_FOLDERS = ['/tmp', '/var/tmp', '/run'];

const SECRETS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.netrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.pgpass',
  '.vault-token',
  '.git-credentials',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.terraform.d',
  '.password-store',
  '.anthropic',
  '.claude',
  '.claude.json',
  '.config/anthropic',
  '.config/containers',
  '.config/gcloud',
  '.config/gh',
  '.config/git/credentials',
  '.config/glab-cli',
  '.config/hub',
  '.config/op',
  '.config/temporalio',
  '.local/share/keyrings',
  '.mozilla',
  '.config/google-chrome',
  '.config/chromium',
  '.bash_history',
  '.zsh_history',
  '.node_repl_history',
  '.python_history',
  '.psql_history',
  '.mysql_history',
  '.my.cnf',
  '.gitconfig',
  '.config/git',
  '.bundle/config',
  '.composer/auth.json',
  '.config/composer/auth.json',
  '.gradle/gradle.properties',
  '.m2/settings.xml',
  '.nuget/NuGet/NuGet.Config',
  '.cache/huggingface/token',
  '.codex',
  '.gemini',
  '.boto',
  '.s3cfg',
  '.oci',
  '.fly',
  '.config/doctl',
  '.config/rclone',
  '.config/sops',
  '.config/github-copilot',
  '.config/Bitwarden CLI',
];

/** Of the machine, where the worker is root. */
const SYSTEM_SECRETS = [
  '/etc/shadow',
  '/etc/shadow-',
  '/etc/gshadow',
  '/etc/gshadow-',
  '/etc/sudoers',
  '/etc/sudoers.d',
  '/etc/ssh',
  '/etc/ssl/private',
  '/etc/krb5.keytab',
  '/etc/NetworkManager/system-connections',
  '/etc/wireguard',
  '/etc/kubernetes',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/kubelet',
  '/var/spool/cron',
];

export interface Mask {
  path: string;
  kind: 'folder' | 'file';
}

/**
 * What exists here and has to be hidden: shared folders, the places where home and machine keep their secrets, and the
 * sockets at which other programs wait: read-only or not, one could talk to them.
 */
export function masks(home: string, hidden: string[] = [], shown: string[] = []): Mask[] {
  const secrets = SECRETS.map((name) => path.join(home, name));
  const paths = [...SHARED_FOLDERS, ...secrets, ...SYSTEM_SECRETS, ...hidden, ...sockets(shown)];
  return [...new Set(paths)].flatMap((entry) => {
    const found = existsSync(entry) ? statSync(entry, { throwIfNoEntry: false }) : undefined;
    return found && isReachable(path.dirname(entry))
      ? [{ path: entry, kind: found.isDirectory() ? ('folder' as const) : ('file' as const) }]
      : [];
  });
}

/**
 * Whether one gets to the folder without the powers of root, which are gone in the sandbox: bubblewrap, which has none
 * either, can't hide what lies in a folder of somebody else's, nor need it.
 */
function isReachable(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return false;
  const { uid, gid, mode } = found;
  const groups = [process.getegid?.(), ...(process.getgroups?.() ?? [])];
  const bit = uid === process.geteuid?.() ? 0o100 : groups.includes(gid) ? 0o010 : 0o001;
  return (mode & bit) !== 0 && (folder === '/' || isReachable(path.dirname(folder)));
}

/** See proc_net_unix: the last column is a path, or begins with @. Those in shared folders are hidden with these. */
function sockets(shown: string[]): string[] {
  const lies = (entry: string, folders: string[]) => folders.some((folder) => entry.startsWith(`${folder}/`));
  return listening()
    .flatMap((line) => /(?: \S+){5} +\d+ (\/.+)$/.exec(line)?.[1] ?? [])
    .filter((entry) => !lies(entry, SHARED_FOLDERS) || lies(entry, shown));
}

function listening(): string[] {
  try {
    return readFileSync('/proc/net/unix', 'utf8').split('\n');
  } catch {
    return [];
  }
}
