import type { Host } from './host.js';

/** Why no sandbox works here, in one line with what to do. `cause`: what the try of one has said. */
export function remedy(cause: string, host: Host): string {
  const said = cause
    .trim()
    .replace(/^.*?: (bwrap|sandbox-exec): /, '$1: ')
    .replace(/\. Mend that, or start.*$/s, '');
  if (said.includes('not on the PATH')) return said.replace(/, or start the feature.*$/s, '.');
  if (/unknown option/i.test(said)) return `The sandbox needs bubblewrap 0.4 or later (${said}).`;
  if (/No such device or address/.test(said))
    return `Bubblewrap before 0.5 can't hide the socket of another program: install a newer one (${said}).`;
  if (host.container && /bwrap: .*(not permitted|denied|namespace|Read-only)/is.test(said))
    return `Bubblewrap may not work in this container (${said}). ${inContainer(host.container)}`;
  if (/Can't mount proc/.test(said))
    return `Bubblewrap can't mount a /proc of its own, as something lies over a part of this one (${said}): unmount that, or run the worker with PIV_SANDBOX=container.`;
  if (/uid map|namespace|RTM_NEWADDR/i.test(said))
    return `Bubblewrap may not make a user namespace here (${said}). ${namespaces(host)}`;
  return `The sandbox does not work here: ${said}`;
}

/** Without a profile of its own for bubblewrap, Ubuntu refuses; the setting would let every program make namespaces. */
const APPARMOR_PROFILE = `abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}
`;
const PROFILE_FILE = '/etc/apparmor.d/bwrap';
const INSTALL_PROFILE =
  `printf '${APPARMOR_PROFILE.replaceAll('\n', '\\n')}' | sudo tee ${PROFILE_FILE} && ` +
  `sudo apparmor_parser -r ${PROFILE_FILE}`;

function namespaces({ appArmor, namespacesOff }: Host): string {
  if (appArmor) return `AppArmor keeps it from that; give it a profile: ${INSTALL_PROFILE}`;
  if (namespacesOff)
    return `The kernel is set so; allow it: sudo sysctl -w ${namespacesOff}, and the same line in /etc/sysctl.d/ to keep it.`;
  return 'Nothing that PIV-Swarm knows of forbids it: see the log of the kernel (dmesg).';
}

const DOCKER = '--security-opt seccomp=unconfined --security-opt apparmor=unconfined';
const FLAGS: Record<NonNullable<Host['container']>, [all: string, without: string]> = {
  Docker: [`docker run ${DOCKER} --security-opt systempaths=unconfined`, '--security-opt systempaths=unconfined'],
  Podman: [
    'podman run --security-opt seccomp=unconfined --security-opt label=disable --security-opt unmask=ALL',
    '--security-opt unmask=ALL',
  ],
  Kubernetes: [
    'hostUsers: false in the pod, and in the container securityContext: { seccompProfile: { type: Unconfined }, ' +
      'appArmorProfile: { type: Unconfined }, procMount: Unmasked }',
    'procMount',
  ],
  Codespaces: [
    'in devcontainer.json: "runArgs": ["--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined", ' +
      '"--security-opt=systempaths=unconfined"]',
    'systempaths=unconfined',
  ],
  other: [
    'leave the calls for namespaces and mounts to it (of Docker: seccomp=unconfined, apparmor=unconfined, systempaths=unconfined)',
    'systempaths=unconfined',
  ],
};

function inContainer(container: NonNullable<Host['container']>): string {
  const [all, without] = FLAGS[container];
  return (
    `Start it with: ${all}; or without ${without} and the worker with PIV_SANDBOX=container: ` +
    "then commands see the names of the container's processes, and are confined otherwise."
  );
}
