import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { ASK_AGAIN } from '../workflows/messages.js';

/** The worker's log: a line an event on stderr, warnings and worse. */
export function createLogger(): DefaultLogger {
  return new DefaultLogger('WARN', (entry) => {
    const line = lineOf(entry);
    if (line) process.stderr.write(`${line}\n`);
  });
}

/** The host queue's worker has no workflows on purpose; who asks too early asks again. */
const EXPECTED = ['No workflows registered', ASK_AGAIN];

function lineOf({ level, message, meta, timestampNanos }: LogEntry): string | undefined {
  const { activityType, workflowId, attempt, error } = (meta ?? {}) as Record<string, unknown>;
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const where = [workflowId, activityType, typeof attempt === 'number' ? `attempt ${attempt}` : undefined];
  const why = error instanceof Error ? error.message : error;
  if (EXPECTED.some((text) => message.startsWith(text) || why === text)) return undefined;
  return [`${time} ${level}`, ...where.filter(Boolean), message, why].filter(Boolean).join(' · ');
}
