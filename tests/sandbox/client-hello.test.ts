import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { MOST_BYTES, readHello } from '../../src/sandbox/network/client-hello.js';

/** What Node's own TLS says first. */
async function helloTo(servername?: string): Promise<Buffer> {
  let hear: (bytes: Buffer) => void;
  const heard = new Promise<Buffer>((resolve) => (hear = resolve));
  const wire = new Duplex({ read: () => undefined, write: (bytes: Buffer, _, done) => (hear(bytes), done()) });
  const socket = connect({ socket: wire, ...(servername ? { servername } : {}) }).on('error', () => undefined);
  const bytes = await heard;
  socket.destroy();
  return bytes;
}

const u16 = (number: number) => [number >> 8, number & 255];
const vector = (bytes: number[]) => [...u16(bytes.length), ...bytes];
const extension = (type: number, bytes: number[]) => [...u16(type), ...vector(bytes)];
const serverName = (...names: string[]) =>
  extension(0, vector(names.flatMap((name) => [0, ...vector([...Buffer.from(name)])])));

/** A hello with these extensions. */
function message(extensions: number[], after: number[] = []): number[] {
  const body = [3, 3, ...Array<number>(32).fill(7), 0, ...vector([0x13, 1]), 1, 0, ...vector(extensions), ...after];
  return [1, 0, ...u16(body.length), ...body];
}
const record = (bytes: number[], type = 22) => [type, 3, 1, ...vector(bytes)];
const read = (bytes: number[]) => readHello(Buffer.from(bytes));

describe('the name in a TLS ClientHello', () => {
  it('is read from that of a real client', async () => {
    expect(readHello(await helloTo('Registry.Example.org'))).toEqual({ is: 'hello', name: 'registry.example.org' });
  });

  it('is read from as many pieces as it comes in, and no byte too early', async () => {
    const whole = await helloTo('example.org');
    for (let size = 0; size < whole.length; size += 1) {
      const cut = readHello(whole.subarray(0, size));
      expect(cut).toMatchObject({ is: 'cut' });
      expect(cut.is === 'cut' && cut.needs > size && cut.needs <= whole.length).toBe(true);
    }
  });

  it('is read from a message in many records', () => {
    const bytes = message(serverName('example.org'));
    expect(read(bytes.flatMap((byte) => record([byte])))).toEqual({ is: 'hello', name: 'example.org' });
    expect(read([...record(bytes.slice(0, 50)), ...record(bytes.slice(50)), ...record([1, 2], 23)])).toEqual({
      is: 'hello',
      name: 'example.org',
    });
  });

  it.each<[string, number[], RegExp]>([
    ['none', record(message([...extension(11, [1, 0])])), /no SNI/],
    ['no extension', record(message([])), /no SNI/],
    ['encrypted', record(message([...serverName('example.org'), ...extension(0xfe0d, [0, 1])])), /encrypted/],
    ['two', record(message(serverName('example.org', 'evil.example'))), /malformed/],
    ['given twice', record(message([...serverName('example.org'), ...serverName('evil.example')])), /malformed/],
    ['one with a zero byte', record(message(serverName('evil.example\0.example.org'))), /malformed/],
    ['empty', record(message(serverName(''))), /malformed/],
    ['cut short', record(message(serverName('example.org').slice(0, -3))), /malformed/],
    ['followed by more of the message', record(message(serverName('example.org'), [1])), /malformed/],
    ['followed by another message', record([...message(serverName('example.org')), 1, 0, 0, 0]), /malformed/],
    [
      'with another record between',
      [...record(message(serverName('a.b')).slice(0, 9)), ...record([1], 20)],
      /malformed/,
    ],
    ['of no TLS', [...Buffer.from('GET / HTTP/1.1')], /not TLS/],
    ['of SSH', [...Buffer.from('SSH-2.0-x')], /not TLS/],
    ['of SSL 2', [0x80, 46, 1, 3, 1], /not TLS/],
    ['of a server', record([2, 0, 0, 1, 0]), /malformed/],
    ['of an empty record', record([]), /malformed/],
    ['of a message without end', record([1, 255, 255, 255]), /malformed/],
  ])('is refused where it is %s', (_, bytes, why) => {
    expect(read(bytes)).toEqual({ is: 'wrong', why: expect.stringMatching(why) });
  });

  it('is not waited for without end', () => {
    const bytes = message([...extension(21, Array<number>(12_000).fill(0)), ...serverName('example.org')]);
    expect(read(record(bytes))).toMatchObject({ is: 'hello' });
    const many = read(
      bytes
        .slice(0, 7_000)
        .flatMap((byte) => record([byte]))
        .slice(0, MOST_BYTES),
    );
    expect(many).toMatchObject({ is: 'wrong' });
  });
});
