import { plainText } from '../../src/agent/plain-text.js';

/** Exit codes, and what a person is told when a command can't do its work. Knows errors by name: it loads nothing dear. */

export const EXIT = { ok: 0, failed: 1, usage: 2, unavailable: 4, waiting: 8, interrupted: 130 } as const;

/** Something that the command needs isn't there: a key, a worker. */
export class Unavailable extends Error {
  override name = 'Unavailable';
  constructor(
    message: string,
    /** The command to type then. */
    readonly next?: string,
  ) {
    super(message);
  }
}

/** A person broke off a question. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

const CODES: Record<string, number> = {
  InvalidInput: EXIT.usage,
  Refused: EXIT.usage,
  NoConnection: EXIT.unavailable,
  Unavailable: EXIT.unavailable,
  NoWay: EXIT.unavailable,
  ServiceError: EXIT.unavailable,
  Interrupted: EXIT.interrupted,
};

export interface Failure {
  line: string;
  exitCode: number;
}

/** One line `piv: <what>; <remedy>`, and the code to exit with. */
export function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const text = name === 'ServiceError' ? serviceText(error as Error) : message;
  return { line: `piv: ${oneLine(plainText(text))}`, exitCode: CODES[name] ?? EXIT.failed };
}

const serviceText = ({ message, cause }: Error) =>
  `the Temporal server can't do that (${message}: ${grpcOf(cause).details ?? String(cause)}); see that it runs: piv server`;

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

const grpcOf = (cause: unknown) => (cause ?? {}) as { code?: number; details?: string };

/** gRPC: cancelled (by the deadline, as the client puts it at times), deadline exceeded, failed precondition. */
const UNANSWERED = [1, 4, 9];

/** No worker took a query or an update in time. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return true;
  return error.name === 'ServiceError' && UNANSWERED.includes(grpcOf(error.cause).code ?? 0);
}
