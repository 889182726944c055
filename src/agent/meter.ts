import type { Usage } from '../types.js';
import { NO_USAGE } from '../usage.js';
import type { ReplyEvent, ToldUsage } from './model-reply.js';

/**
 * What a reply has cost so far, read from its events. The service bills what it has said and thought, and tells how much
 * only at the end; until then, and where it never tells, it is counted by its bytes, and by the time that a thought is
 * under way of which no byte may be sent: by the most that it can be, so that what is cut costs no more than was counted.
 */
export interface Meter {
  read(event: ReplyEvent): Usage;
  spent(): Usage;
  /** Of the cache writes, those for an hour; undefined where the service doesn't tell them apart. */
  hourWrites(): number | undefined;
}

const BYTES_PER_TOKEN = 4;
/** No model of the service thinks faster. */
const TOKENS_PER_MS = 0.25;
const tokensOf = (bytes: number) => Math.ceil(bytes / BYTES_PER_TOKEN);

/** `promptBytes`: of the request, asked for where the service doesn't count what it has read. `now`: in milliseconds. */
export function createMeter({
  promptBytes,
  maxTokens,
  now = () => performance.now(),
}: {
  promptBytes: () => number;
  maxTokens: number;
  now?: () => number;
}): Meter {
  let usage = NO_USAGE;
  let most = 0;
  let final = false;
  let begun = false;
  let hour: number | undefined;
  const said = createTally(now);
  const take = (told: ToldUsage | null | undefined, isLast: boolean) => {
    usage = usageOf(told, usage);
    hour = told?.cache_creation?.ephemeral_1h_input_tokens ?? hour;
    final = isLast && usage.output > 0 && typeof told?.output_tokens === 'number';
  };
  const spent = () => {
    if (!begun) return usage;
    most = Math.max(most, Math.min(maxTokens, said.tokens()));
    const read = usage.input + usage.cacheReads + usage.cacheWrites > 0;
    const output = final ? usage.output : Math.max(usage.output, most);
    return { ...usage, input: read ? usage.input : tokensOf(promptBytes()), output };
  };
  return {
    read(event) {
      begun ||= event.type !== 'ping';
      said.read(event);
      if (event.type === 'message_start') take(event.message?.usage, false);
      else if (event.type === 'message_delta') take(event.usage, true);
      return spent();
    },
    spent,
    hourWrites: () => hour,
  };
}

/** Tokens of what has been said, by its bytes, and of a thought that is under way, by its time. */
function createTally(now: () => number) {
  let bytes = 0;
  let thought: { since: number; bytes: number } | undefined;
  const endThought = () => {
    bytes += thought?.bytes ?? 0;
    thought = undefined;
  };
  return {
    read({ type, content_block: block, delta }: ReplyEvent) {
      if (type === 'content_block_start') {
        endThought();
        if (block?.type === 'thinking') thought = { since: now(), bytes: 0 };
        bytes += sizeOf(block);
      } else if (type === 'content_block_delta') {
        // A signature holds the whole of a thought, of which the text may be a summary.
        if (!thought) bytes += sizeOf(delta);
        else if (delta?.['signature']) thought.bytes = Math.max(thought.bytes, sizeOf(delta));
        else thought.bytes += sizeOf(delta);
      } else if (type === 'content_block_stop') endThought();
    },
    tokens() {
      const thinking = thought ? Math.max(tokensOf(thought.bytes), (now() - thought.since) * TOKENS_PER_MS) : 0;
      return tokensOf(bytes) + Math.ceil(thinking);
    },
  };
}

/** What of a block, or of a piece of it, is said. */
const SAID = ['text', 'partial_json', 'thinking', 'signature', 'input'];

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
