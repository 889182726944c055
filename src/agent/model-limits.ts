import type Anthropic from '@anthropic-ai/sdk';
import { EFFORTS, type Effort } from '../types.js';

/** What a model can do, as its service tells; what isn't told is missing. */
export interface ModelLimits {
  /** Tokens of a prompt. */
  window?: number;
  /** Tokens of an answer, thinking included. */
  answer?: number;
  /** Whether it thinks as much as it sees fit. */
  thinks?: boolean;
  /** None of a model whose effort can't be set. */
  efforts?: Effort[];
}

/** Longer than the service ever takes for it; without an answer a request goes out all the same. */
const PATIENCE_MS = 10_000;

/** A service that can't tell now may be able to after so long: no turn waits for it in between. */
const AGAIN_MS = 60_000;

/** Whether a service answers that it has no such question. */
export const hasNone = ({ status }: { status?: number }) => [404, 405, 501].includes(status ?? 0);

/** Asks once. `none` hears of a gateway that has no such thing; then all that is missing is found out by trying. */
export function createLimits(
  open: () => Promise<Anthropic>,
  model: string,
  none: (why: string) => void,
): () => Promise<ModelLimits> {
  let known: Promise<ModelLimits> | undefined;
  const unknown = (error: Error & { status?: number }): ModelLimits => {
    if (hasNone(error)) none(error.message);
    else setTimeout(() => (known = undefined), AGAIN_MS).unref();
    return {};
  };
  const ask = async (): Promise<ModelLimits> => {
    const client = await open();
    if (describes(client)) return retrieve(client, model);
    none('the client of this cloud has no such question');
    return {};
  };
  return () => (known ??= ask().catch(unknown));
}

/** The clients of some clouds have no such question. */
export const describes = (client: Partial<Anthropic>) => client.models !== undefined;

/** As the service describes the model. */
export async function retrieve(client: Anthropic, model: string): Promise<ModelLimits> {
  const info = await client.models.retrieve(model, {}, { timeout: PATIENCE_MS });
  const { max_input_tokens: window, max_tokens: answer, capabilities } = info as Partial<Anthropic.ModelInfo>;
  const thinks = capabilities?.thinking?.types?.adaptive?.supported;
  return {
    ...(typeof window === 'number' ? { window } : {}),
    ...(typeof answer === 'number' ? { answer } : {}),
    ...(thinks === undefined ? {} : { thinks }),
    ...effortsIn(capabilities?.effort),
  };
}

function effortsIn(told: Partial<Anthropic.EffortCapability> | null | undefined): Pick<ModelLimits, 'efforts'> {
  if (!told) return {};
  const efforts = EFFORTS.filter((level) => told[level]?.supported);
  return efforts.length > 0 || told.supported === false ? { efforts } : {};
}
