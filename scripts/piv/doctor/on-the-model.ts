import { requireSigner } from '../../../src/agent/model-client.js';
import { ModelFailure } from '../../../src/agent/model-failure.js';
import { probeModel, type Probed } from '../../../src/agent/model-probe.js';
import type { Config } from '../../../src/config.js';
import { priceOf } from '../../../src/prices.js';
import { tokens } from '../../figures.js';
import { failed, ok, problem, warning, type Check } from './check.js';

/** The way to the model: who signs in, whether the service answers, and what it says of the model. */
export async function checkWay(config: Config): Promise<Check[]> {
  try {
    const signer = ok('sign-in', `${await requireSigner(config)}, at ${PLACES[config.provider]}`);
    return [signer, await checkModel(config).catch((error: unknown) => refused(config, error))];
  } catch (error) {
    return [failed('sign-in', error)];
  }
}

const PLACES: Record<Config['provider'], string> = {
  anthropic: 'the Messages API',
  bedrock: 'Amazon Bedrock',
  vertex: "Google Cloud's Vertex AI",
  foundry: 'Microsoft Foundry',
};

async function checkModel(config: Config): Promise<Check> {
  const { model, prices } = config;
  const probed = await probeModel(config, model);
  const detail = [`${model} at ${probed.at} answers with ${probed.by}`, ...abilities(probed)].join(', ');
  const price = priceOf(prices, model);
  if (price) return ok('model', `${detail}; $${price.input} and $${price.output} per million tokens in and out`);
  return warning(
    'model',
    `${detail}; it has no price: its costs are not counted`,
    'give it one in the file of PIV_PRICES',
  );
}

function abilities({ answer, thinks, efforts }: Probed): string[] {
  return [
    ...(answer === undefined ? [] : [`up to ${tokens(answer)} tokens an answer`]),
    ...(thinks === undefined ? [] : [thinks ? 'thinks as it sees fit' : 'does not think']),
    ...(efforts === undefined ? [] : [`effort ${efforts.join(', ') || 'not settable'}`]),
  ];
}

/** A failure that a person mends has its remedy behind the first colon. */
function refused({ proxies }: Config, error: unknown): Check {
  if (!(error instanceof ModelFailure)) throw error;
  if (error.mend === 'wait') {
    const way = proxies ? 'the proxies that are set' : 'HTTPS_PROXY where there is a proxy';
    return problem(
      'model',
      `the service doesn't answer now: ${error.message}`,
      `check the network, ANTHROPIC_BASE_URL and ${way}`,
    );
  }
  const [, what = error.message, fix = 'see what it says'] = /^([^:]*): (.*)$/s.exec(error.message) ?? [];
  return problem('model', what, fix);
}
