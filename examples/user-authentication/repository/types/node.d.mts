/** The part of Node that this service uses. It keeps the repository free of dependencies. */

interface Buffer extends Uint8Array {
  toString(encoding?: 'utf8' | 'base64url'): string;
}
declare const Buffer: {
  from(text: string, encoding?: 'utf8' | 'base64url'): Buffer;
  concat(parts: Uint8Array[]): Buffer;
};
declare const process: { env: Record<string, string | undefined> };
declare const console: { log(...values: unknown[]): void; error(...values: unknown[]): void };
declare class URL {
  constructor(url: string, base?: string);
  pathname: string;
}
interface FetchOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}
interface FetchResponse {
  status: number;
  text(): Promise<string>;
}
declare function fetch(url: string, options?: FetchOptions): Promise<FetchResponse>;

declare module 'node:crypto' {
  interface Hmac {
    update(data: string): Hmac;
    digest(): Buffer;
  }
  export function createHmac(algorithm: 'sha256', key: string): Hmac;
  export function randomUUID(): string;
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}

declare module 'node:http' {
  export interface IncomingMessage extends AsyncIterable<Buffer> {
    method?: string;
    url?: string;
    headers: Record<string, string | undefined>;
  }
  export interface ServerResponse {
    writeHead(status: number, headers: Record<string, string | number>): ServerResponse;
    end(body?: string): void;
  }
  export interface Server {
    listen(port: number, host?: string, listening?: () => void): Server;
    address(): { port: number } | string | null;
    close(closed?: () => void): Server;
    closeAllConnections(): void;
  }
  export function createServer(listener: (request: IncomingMessage, response: ServerResponse) => void): Server;
}

declare module 'node:test' {
  type Body = () => void | Promise<void>;
  export function describe(name: string, body: () => void): void;
  export function test(name: string, body: Body): void;
  export function before(body: Body): void;
  export function after(body: Body): void;
  export function beforeEach(body: Body): void;
}

declare module 'node:assert/strict' {
  type Expected = RegExp | Record<string, unknown>;
  interface Assert {
    equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(actual: string, expected: RegExp, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
    throws(body: () => unknown, expected?: Expected): void;
    rejects(body: Promise<unknown> | (() => Promise<unknown>), expected?: Expected): Promise<void>;
  }
  const assert: Assert;
  export default assert;
}
