import { existsSync, readFileSync } from 'node:fs';

/** What of a host decides whether commands can be confined on it, and what a person can do where they can't. */
export interface Host {
  platform: NodeJS.Platform;
  /** What runs us, where we are in a container. */
  container?: 'Docker' | 'Podman' | 'Kubernetes' | 'Codespaces' | 'other';
  /** Ubuntu's since 23.10: programs need a profile to make a user namespace. */
  appArmor: boolean;
  /** The kernel's setting that lets nobody make one, as `name=value` that would mend it. */
  namespacesOff?: string;
}

export function thisHost(): Host {
  const container = containerOf(process.env, existsSync, read('/proc/self/cgroup'));
  const off = namespacesOff(read);
  return {
    platform: process.platform,
    ...(container ? { container } : {}),
    appArmor: read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1',
    ...(off ? { namespacesOff: off } : {}),
  };
}

/** Kubernetes and Codespaces first: their containers have the marks of what they are built on as well. */
export function containerOf(
  environment: NodeJS.ProcessEnv,
  exists: (file: string) => boolean,
  cgroup: string,
): Host['container'] {
  if (environment['KUBERNETES_SERVICE_HOST'] || /kubepods/.test(cgroup)) return 'Kubernetes';
  if (environment['CODESPACES'] === 'true') return 'Codespaces';
  if (exists('/run/.containerenv') || /libpod/.test(cgroup)) return 'Podman';
  if (exists('/.dockerenv') || /docker/.test(cgroup)) return 'Docker';
  return environment['container'] || /containerd|lxc/.test(cgroup) ? 'other' : undefined;
}

function namespacesOff(readFile: (file: string) => string): string | undefined {
  if (readFile('/proc/sys/kernel/unprivileged_userns_clone') === '0') return 'kernel.unprivileged_userns_clone=1';
  return readFile('/proc/sys/user/max_user_namespaces') === '0' ? 'user.max_user_namespaces=15000' : undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
