import { FAILURES, PivError } from '../errors.js';

/**
 * A filter of system calls (seccomp) in the form that bubblewrap takes: nobody in the sandbox makes a user namespace,
 * where they would be root again and could mount. Bubblewrap's own way to that, `--disable-userns`, begins with 0.8 and
 * needs a /proc/sys that it can write to, which a container has not.
 */

/** Of one AUDIT_ARCH (linux/audit.h): the numbers of the calls that take CLONE_NEWUSER. */
interface Abi {
  arch: number;
  clone: number;
  unshare: number;
  /** From this number on they are another ABI's: x32. */
  end?: number;
}

/** A 64-bit kernel runs programs of its 32-bit kin as well. */
const ABIS: Partial<Record<NodeJS.Architecture, Abi[]>> = {
  x64: [
    { arch: 0xc000_003e, clone: 56, unshare: 272, end: 0x4000_0000 },
    { arch: 0x4000_0003, clone: 120, unshare: 310 },
  ],
  arm64: [
    { arch: 0xc000_00b7, clone: 220, unshare: 97 },
    { arch: 0x4000_0028, clone: 120, unshare: 337 },
  ],
};

/** The same everywhere. Its flags are in memory, where no filter sees them: programs are told that there is no such call. */
const CLONE3 = 435;
const CLONE_NEWUSER = 0x1000_0000;
const [EPERM, ENOSYS] = [1, 38];

/** Where `struct seccomp_data` has the call's number, its architecture and the low half of its first argument. */
const [NUMBER, ARCH, FLAGS] = [0, 4, 16];

type Instruction = [code: number, ifTrue: number, ifFalse: number, value: number];
const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const equal = (value: number, ifTrue: number, ifFalse: number): Instruction => [0x15, ifTrue, ifFalse, value];
const atLeast = (value: number, ifTrue: number, ifFalse: number): Instruction => [0x35, ifTrue, ifFalse, value];
const hasBit = (value: number, ifTrue: number, ifFalse: number): Instruction => [0x45, ifTrue, ifFalse, value];
const allow: Instruction = [0x06, 0, 0, 0x7fff_0000];
const refuse = (errno: number): Instruction => [0x06, 0, 0, 0x0005_0000 + errno];

/** A jump says how many of the next instructions it leaves out. */
const rulesOf = ({ clone, unshare, end = 0xffff_ffff }: Abi): Instruction[] => [
  load(NUMBER),
  atLeast(end, 7, 0),
  equal(CLONE3, 6, 0),
  equal(clone, 1, 0),
  equal(unshare, 0, 2),
  load(FLAGS),
  hasBit(CLONE_NEWUSER, 1, 0),
  allow,
  refuse(EPERM),
  refuse(ENOSYS),
];

export function userNamespaceFilter(architecture: NodeJS.Architecture = process.arch): Buffer {
  const abis = ABIS[architecture];
  if (!abis) throw unknown(architecture);
  const choices = abis.map((abi) => ({ abi, rules: rulesOf(abi) }));
  const program = choices.flatMap(({ abi, rules }) => [equal(abi.arch, 0, rules.length), ...rules]);
  return Buffer.concat([load(ARCH), ...program, refuse(ENOSYS)].map(encoded));
}

const unknown = (architecture: string) =>
  new PivError(
    FAILURES.noSandbox,
    `The sandbox knows the system calls of ${Object.keys(ABIS).join(' and ')}, not those of ${architecture}: ` +
      'run the worker on one of these, or start the feature with sandbox: "off".',
  );

/** `struct sock_filter`; both architectures are little-endian. */
function encoded([code, ifTrue, ifFalse, value]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
