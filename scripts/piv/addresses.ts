import { connect } from 'node:net';

/** Addresses as `host:port`. */

const LOOPBACK = /^(?:localhost|127\.0\.0\.1):(\d+)$/;

/** Its port, where it is one of this machine. */
export function localPort(address: string): number | undefined {
  const [, port] = LOOPBACK.exec(address) ?? [];
  return port === undefined ? undefined : Number(port);
}

export function isSameAddress(one: string, other: string): boolean {
  return one === other || (localPort(one) !== undefined && localPort(one) === localPort(other));
}

const PATIENCE_MS = 2_000;

/** Whether something takes connections at this port of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port, timeout: PATIENCE_MS });
    const settle = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
