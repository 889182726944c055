import type { Usage } from '../types.js';
import { NO_USAGE } from '../usage.js';
import type { ReplyEvent, ToldUsage } from './model-reply.js';

/**
 * What a reply has cost so far, read from its events. The service bills what it has said, and tells how much only at the
 * end; until then, and where it never tells, it is counted by its bytes.
 */
export interface Meter {
  read(event: ReplyEvent): Usage;
  spent(): Usage;
  /** Of the cache writes, those for an hour; undefined where the service doesn't tell them apart. */
  hourWrites(): number | undefined;
}

const BYTES_PER_TOKEN = 4;
const tokensOf = (bytes: number) => Math.ceil(bytes / BYTES_PER_TOKEN);

/** `promptBytes`: of the request, asked for where the service doesn't count what it has read. */
export function createMeter(promptBytes: () => number): Meter {
  let usage = NO_USAGE;
  let bytes = 0;
  let final = false;
  let begun = false;
  let hour: number | undefined;
  const take = (told: ToldUsage | null | undefined) => {
    usage = usageOf(told, usage);
    hour = told?.cache_creation?.ephemeral_1h_input_tokens ?? hour;
  };
  const spent = () => {
    if (!begun) return usage;
    const read = usage.input + usage.cacheReads + usage.cacheWrites > 0;
    const said = final && usage.output > 0 ? usage.output : Math.max(usage.output, tokensOf(bytes));
    return { ...usage, input: read ? usage.input : tokensOf(promptBytes()), output: said };
  };
  return {
    read(event) {
      begun = true;
      if (event.type === 'message_start') take(event.message?.usage);
      else if (event.type === 'content_block_start') bytes += sizeOf(event.content_block);
      else if (event.type === 'content_block_delta') bytes += sizeOf(event.delta);
      else if (event.type === 'message_delta') {
        take(event.usage);
        final = typeof event.usage?.output_tokens === 'number';
      }
      return spent();
    },
    spent,
    hourWrites: () => hour,
  };
}

/** What of a block, or of a piece of it, is said. */
const SAID = ['text', 'partial_json', 'thinking', 'input'];

function sizeOf(part: Record<string, unknown> | null | undefined): number {
  const said = SAID.flatMap((name) => part?.[name] ?? []);
  return said.reduce<number>((sum, value) => sum + bytesOf(value), 0);
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  const json = JSON.stringify(value);
  return json === '{}' ? 0 : Buffer.byteLength(json);
}

/** Totals, each of which may be left out where it has not changed. */
function usageOf(told: ToldUsage | null | undefined, before: Usage): Usage {
  return {
    input: told?.input_tokens ?? before.input,
    output: told?.output_tokens ?? before.output,
    cacheReads: told?.cache_read_input_tokens ?? before.cacheReads,
    cacheWrites: told?.cache_creation_input_tokens ?? before.cacheWrites,
  };
}
