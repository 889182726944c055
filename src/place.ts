import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Where a process id means something: a machine, its boot, and a PID namespace of it, which is what a container has of
 * its own. A PIV_HOME or a repository may be shared by several such places. Empty where there is no /proc: ids alone have
 * to do there.
 */
export const HERE = placeHere();

/** The namespace that a machine starts with (PROC_PID_INIT_INO of the kernel). */
const FIRST_NAMESPACE = '4026531836';

function placeHere(): string {
  const namespace = /\d+/.exec(read(() => readlinkSync('/proc/self/ns/pid')))?.[0];
  if (!namespace) return '';
  const machine = read(() => readFileSync('/etc/machine-id', 'utf8'));
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return [short(machine), short(boot), namespace].join('-');
}

/** Whether it is a machine itself, and no container. */
export const isFirstNamespace = (place: string) => place.endsWith(`-${FIRST_NAMESPACE}`);

/** Whether `place` was this machine itself before it was started again. */
export function isOfEarlierBoot(place: string, here = HERE): boolean {
  const [machine, boot] = place.split('-');
  const [thisMachine, thisBoot] = here.split('-');
  const areMachines = isFirstNamespace(place) && isFirstNamespace(here);
  return areMachines && Boolean(machine) && machine === thisMachine && boot !== thisBoot;
}

function read(file: () => string): string {
  try {
    return file().trim();
  } catch {
    return '';
  }
}

function short(text: string): string {
  return text && createHash('sha256').update(text).digest('hex').slice(0, 8);
}
