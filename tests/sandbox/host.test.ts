import { describe, expect, it } from '@jest/globals';
import { containerOf, type Host } from '../../src/sandbox/host.js';
import { remedy } from '../../src/sandbox/remedy.js';

const none = () => false;
const only = (file: string) => (asked: string) => asked === file;

it.each([
  ['Docker', {}, only('/.dockerenv'), ''],
  ['Docker', {}, none, '0::/docker/4f1a'],
  ['Podman', {}, only('/run/.containerenv'), ''],
  ['Kubernetes', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, only('/.dockerenv'), ''],
  ['Kubernetes', {}, none, '0::/kubepods.slice/pod1/cri-containerd-2'],
  ['Codespaces', { CODESPACES: 'true' }, only('/.dockerenv'), ''],
  ['other', { container: 'lxc' }, none, '0::/'],
  [undefined, {}, none, '0::/user.slice/user-1000.slice'],
] as const)('recognises a container of %s', (name, environment, exists, cgroup) => {
  expect(containerOf(environment, exists, cgroup)).toBe(name);
});

describe('what is said where no sandbox works', () => {
  const host = (more: Partial<Host> = {}): Host => ({ platform: 'linux', appArmor: false, ...more });
  const NO_PROC = `The sandbox could not be set up: bwrap: Can't mount proc on /newroot/proc: Operation not permitted. Mend that, or start the feature with sandbox: "off".`;
  const NO_MAP =
    'The sandbox could not be set up: bwrap: setting up uid map: Permission denied. Mend that, or start the feature';
  const NO_NAMESPACE = 'bwrap: Creating new namespace failed: Operation not permitted';

  it.each([
    [
      'Docker',
      /docker run .*seccomp=unconfined .*apparmor=unconfined .*systempaths=unconfined; or without .*PIV_SANDBOX=container/,
    ],
    ['Podman', /podman run .*unmask=ALL/],
    ['Kubernetes', /hostUsers: false.*procMount: Unmasked/],
    ['Codespaces', /devcontainer\.json: "runArgs"/],
  ] as const)('names the flags of %s, and no setting of the kernel', (container, flags) => {
    for (const cause of [NO_PROC, NO_MAP, NO_NAMESPACE]) {
      const text = remedy(cause, host({ container, appArmor: true }));
      expect(text).toMatch(flags);
      expect(text).not.toMatch(/sysctl|\n|Mend that/);
    }
  });

  it("gives Ubuntu's AppArmor a profile for bubblewrap alone", () => {
    const text = remedy(NO_MAP, host({ appArmor: true }));
    expect(text).toContain('profile bwrap /usr/bin/bwrap flags=(unconfined) {\\n  userns,\\n}');
    expect(text).toMatch(/sudo tee \/etc\/apparmor\.d\/bwrap && sudo apparmor_parser -r \/etc\/apparmor\.d\/bwrap$/);
    expect(text).not.toContain('sysctl');
  });

  it('names the setting of the kernel that forbids namespaces, where there is one', () => {
    const off = remedy(NO_NAMESPACE, host({ namespacesOff: 'user.max_user_namespaces=15000' }));
    expect(off).toContain('sudo sysctl -w user.max_user_namespaces=15000');
    expect(remedy(NO_NAMESPACE, host())).not.toContain('sysctl');
  });

  it('takes no other refusal for one of namespaces', () => {
    for (const cause of ['spawn bwrap EACCES', `bwrap: Can't chdir to /home/pat/x: Permission denied`]) {
      expect(remedy(cause, host({ appArmor: true }))).toBe(`The sandbox does not work here: ${cause}`);
    }
    expect(remedy(NO_PROC, host())).toMatch(/something lies over a part of this one/);
  });
});
