/** The name that a TLS client asks for in its first message (RFC 8446 4.1.2, RFC 6066 3), read strictly: what is odd is wrong. */
export type Hello =
  /** It needs this many bytes to go on. */
  { is: 'cut'; needs: number } | { is: 'hello'; name: string } | { is: 'wrong'; why: string };

/** Of what comes before the name is known; of the message, keys of post-quantum groups included. */
export const MOST_BYTES = 32 * 1024;
const MOST_OF_HELLO = 16 * 1024;

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_HEAD = 5;
const MESSAGE_HEAD = 4;
const SERVER_NAME = 0;
/** Encrypted ClientHello, and the draft before it: the name that can be read isn't the one that is meant. */
const HIDING = [0xfe0d, 0xffce];

const wrong = (why: string): Hello => ({ is: 'wrong', why });
const NO_TLS = wrong('that is not TLS');
const ODD = wrong('its TLS hello is malformed');

/** What the bytes that a client has sent so far say. The message may lie in several records. */
export function readHello(bytes: Buffer): Hello {
  const fragments: Buffer[] = [];
  let length = 0;
  for (let at = 0; ;) {
    if (bytes.length > at && bytes[at] !== HANDSHAKE) return at === 0 ? NO_TLS : ODD;
    if (bytes.length > at + 1 && bytes[at + 1] !== 3) return at === 0 ? NO_TLS : ODD;
    if (bytes.length < at + RECORD_HEAD) return cut(at + RECORD_HEAD);
    const end = at + RECORD_HEAD + bytes.readUInt16BE(at + 3);
    if (end === at + RECORD_HEAD) return ODD;
    if (bytes.length < end) return cut(end);
    fragments.push(bytes.subarray(at + RECORD_HEAD, end));
    length += end - at - RECORD_HEAD;
    at = end;
    if (length < MESSAGE_HEAD) continue;
    const message = Buffer.concat(fragments);
    const whole = MESSAGE_HEAD + message.readUIntBE(1, 3);
    if (message[0] !== CLIENT_HELLO || whole > MOST_OF_HELLO || length > whole) return ODD;
    if (length === whole) return nameIn(message.subarray(MESSAGE_HEAD));
  }
}

const cut = (needs: number): Hello => (needs > MOST_BYTES ? ODD : { is: 'cut', needs });

function nameIn(body: Buffer): Hello {
  const hello = reader(body);
  hello.skip(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  const extensions = reader(hello.vector(2));
  if (hello.over() || hello.left() > 0) return ODD;
  const seen = new Map<number, Buffer>();
  while (extensions.left() > 0) {
    const type = extensions.number(2);
    if (seen.has(type)) return ODD;
    seen.set(type, extensions.vector(2));
    if (extensions.over()) return ODD;
  }
  if (HIDING.some((type) => seen.has(type))) return wrong('it hides the name that it asks for (encrypted ClientHello)');
  const names = seen.get(SERVER_NAME);
  return names ? onlyName(names) : wrong('it asks for no name (no SNI)');
}

function onlyName(extension: Buffer): Hello {
  const names = reader(extension);
  const list = reader(names.vector(2));
  const type = list.number(1);
  const name = list.vector(2).toString('latin1');
  const odd = [names, list].some((one) => one.over() || one.left() > 0);
  return odd || type !== 0 || !/^[\w.-]{1,255}$/.test(name) ? ODD : { is: 'hello', name: name.toLowerCase() };
}

/** Reads numbers and vectors; `over` says that there was less than was asked for. */
function reader(bytes: Buffer) {
  let at = 0;
  const take = (size: number) => bytes.subarray(at, (at += size));
  const number = (size: number) => {
    const taken = take(size);
    return taken.length < size ? 0 : taken.readUIntBE(0, size);
  };
  return {
    number,
    skip: (size: number) => void take(size),
    vector: (size: number) => take(number(size)),
    left: () => bytes.length - at,
    over: () => at > bytes.length,
  };
}
