import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { identify, isAlive, withLock } from '#scripts/lock.mjs';
import { choosePorts, type Ports } from './ports.js';
import { prepare } from './prepare.js';
import { serverArguments, serverEnvironment } from './settings.js';
import { stopProcess } from './stop.js';

export interface ServerOptions {
  binary: string;
  /** Where everything is kept; made when it isn't there. */
  dbFile: string;
  /** 0 or nothing: a free one. */
  port?: number;
  uiPort?: number;
  logFile: string;
  /** Dynamic configuration, each a KEY=JSON. */
  settings?: string[];
  /** The server goes on when this process ends. */
  detached?: boolean;
}

export interface Server {
  address: string;
  uiUrl?: string;
  pid: number;
  stop(): Promise<void>;
}

interface Note {
  identity: string;
  address: string;
  uiUrl: string;
}

const TRIES = 3;
const noteFile = (dbFile: string) => `${resolve(dbFile)}.server`;

/** Starts Temporal's development server on a database file, which no second server may use, and waits until it serves. */
export async function startServer(options: ServerOptions): Promise<Server> {
  mkdirSync(dirname(resolve(options.dbFile)), { recursive: true, mode: 0o700 });
  mkdirSync(dirname(resolve(options.logFile)), { recursive: true });
  return await withLock(`${resolve(options.dbFile)}.lock`, async () => {
    const other = runningServer(options.dbFile);
    if (other)
      throw new Error(`${options.dbFile} is served already: ${other.address}, process ${other.pid}. Stop it first.`);
    return await launch(options, TRIES);
  });
}

/** The server that `startServer` left running on this database file. */
export function runningServer(dbFile: string): Server | undefined {
  const note = readNote(dbFile);
  return note && isAlive(note.identity) ? toServer(note, dbFile) : undefined;
}

/** A port that was free may be taken a moment later, the server's inner ones too: then with others. */
async function launch(options: ServerOptions, tries: number): Promise<Server> {
  const ports = await choosePorts(options);
  const logStart = sizeOf(options.logFile);
  const child = spawnServer(options, ports);
  const failure = await prepare(options.binary, `127.0.0.1:${ports.port}`, child).catch(
    (error: Error) => error.message,
  );
  if (failure === undefined) return adopt(child, ports, options.dbFile);
  await stopProcess(child.pid ?? 0);
  const log = readFileSync(options.logFile).subarray(logStart).toString().trim();
  if (tries > 1 && log.includes('address already in use')) return await launch(options, tries - 1);
  throw new Error(`The Temporal server didn't start (${failure}). ${options.logFile} ends with:\n${log.slice(-1_500)}`);
}

function spawnServer(
  { binary, dbFile, logFile, settings, detached = false }: ServerOptions,
  ports: Ports,
): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(binary, serverArguments(resolve(dbFile), ports, settings), {
    stdio: ['ignore', log, log],
    env: serverEnvironment(),
    detached,
  });
  closeSync(log);
  child.unref();
  if (!detached) endWithThisProcess(child);
  return child;
}

function endWithThisProcess(child: ChildProcess): void {
  const kill = () => child.kill();
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

function adopt(child: ChildProcess, { port, uiPort }: Ports, dbFile: string): Server {
  const identity = identify(child.pid ?? 0) ?? '';
  const note: Note = { identity, address: `127.0.0.1:${port}`, uiUrl: `http://127.0.0.1:${uiPort}` };
  writeFileSync(noteFile(dbFile), JSON.stringify(note));
  return toServer(note, dbFile);
}

function toServer({ identity, address, uiUrl }: Note, dbFile: string): Server {
  const pid = Number.parseInt(identity, 10);
  const stop = async () => {
    if (isAlive(identity)) await stopProcess(pid);
    if (readNote(dbFile)?.identity === identity) rmSync(noteFile(dbFile), { force: true });
  };
  return { address, uiUrl, pid, stop };
}

function readNote(dbFile: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(noteFile(dbFile), 'utf8')) as Note;
  } catch {
    return undefined;
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
