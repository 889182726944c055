import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * A small process that starts git and commands for the worker. `fork` copies the page tables of the process that starts
 * another: that blocks a worker of 250 MB for 5 ms each time, longer as it grows, and libuv knows no other way
 * (nodejs/node#14917); a process of 45 MB takes 1 ms. Where a process has none (`piv start`, tests), the work is done in it.
 *
 * It ends with the worker, and its sandboxes with it. Where it ends by itself, what it was doing fails, as if the worker
 * had been killed, and the next call starts another.
 */

/** Input and output are copied from process to process: plain data and bytes. */
type Work<I, O> = (input: I, signal?: AbortSignal) => Promise<O>;
type Works = Record<string, Work<never, unknown>>;

type Request = { id: number; work: string; input: unknown } | { id: number; abort: true };
type Reply = { id: number; output: unknown } | { id: number; failure: Failure };
type Failure = Pick<NodeJS.ErrnoException, 'name' | 'message' | 'code'>;

interface Call {
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

const calls = new Map<number, Call>();
let lastId = 0;
let server = async (): Promise<ChildProcess | undefined> => undefined;

/** The same function, done in the fork server where this process has one. An error keeps its name, message and code. */
export function inForkServer<I, O>(name: string, work: Work<I, O>): Work<I, O> {
  return async (input, signal) => {
    const child = await server();
    signal?.throwIfAborted();
    return child ? ((await ask(child, { name, input }, signal)) as O) : work(input, signal);
  };
}

/**
 * From now on this process has one, of the module `entry`, which calls `serve`. `clearUp` ends what one has left running
 * that has ended by itself: before that nothing is started, and no call hears of it.
 */
export function useForkServer(entry: string, env: NodeJS.ProcessEnv, clearUp: () => Promise<void>): void {
  let running: Promise<ChildProcess> | undefined;
  let cleared = Promise.resolve();
  const start = async (): Promise<ChildProcess> => {
    await cleared;
    const child = fork(entry, {
      env,
      execArgv: [],
      // Signals of the terminal are for the worker, which lets running steps end.
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    child.on('message', settle);
    child.on('error', () => undefined);
    child.on('close', (code, signal) => {
      running = undefined;
      const lost = [...calls.values()];
      calls.clear();
      const error = new Error(`the process that starts git and commands has ended (${signal ?? `exit code ${code}`})`);
      cleared = clearUp().finally(() => lost.forEach(({ reject }) => reject(error)));
    });
    await once(child, 'spawn');
    child.unref();
    child.channel?.unref();
    return child;
  };
  server = () => (running ??= start());
}

async function ask(child: ChildProcess, { name, input }: { name: string; input: unknown }, signal?: AbortSignal) {
  const id = ++lastId;
  const send = (request: Request) =>
    child.send(request, (error) => {
      if (!error) return;
      calls.get(id)?.reject(error);
      calls.delete(id);
    });
  const abort = () => void send({ id, abort: true });
  // Only while something is asked for is it a reason to stay.
  child.channel?.ref();
  try {
    return await new Promise((resolve, reject) => {
      calls.set(id, { resolve, reject });
      signal?.addEventListener('abort', abort, { once: true });
      send({ id, work: name, input });
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    if (calls.size === 0) child.channel?.unref();
  }
}

function settle(message: unknown): void {
  const reply = message as Reply;
  const call = calls.get(reply.id);
  calls.delete(reply.id);
  if ('output' in reply) call?.resolve(reply.output);
  else call?.reject(Object.assign(new Error(reply.failure.message), reply.failure));
}

/** Does what the parent asks for, each by its name there, and ends with it. */
export function serve(works: Works): void {
  const aborts = new Map<number, AbortController>();
  process.on('disconnect', () => process.exit());
  process.on('message', (message) => {
    const request = message as Request;
    if ('abort' in request) aborts.get(request.id)?.abort();
    else void carryOut(works, request, aborts).then((reply) => process.send?.(reply));
  });
}

async function carryOut(
  works: Works,
  { id, work, input }: Extract<Request, { work: string }>,
  aborts: Map<number, AbortController>,
): Promise<Reply> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    return { id, output: await works[work]!(input as never, abort.signal) };
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    return { id, failure: { name, message, ...(code ? { code } : {}) } };
  } finally {
    aborts.delete(id);
  }
}
