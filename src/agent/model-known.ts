import type Anthropic from '@anthropic-ai/sdk';
import type { Effort } from '../types.js';
import { createLimits, type ModelLimits } from './model-limits.js';
import type { Extras } from './model-request.js';

/** What is known of each model of a service: what it tells of itself, and what it did not take. */

type Extra = keyof Extras | 'models';

export interface Known {
  /** What it is asked with. */
  extras: Extras;
  limits(): Promise<ModelLimits>;
  /** What it takes of a wish: all of it, or nothing. */
  effort(wish: Effort | undefined): Promise<Effort | undefined>;
  /** It was refused, and is left out from now on. */
  leftOut(extra: Extra, why: string): void;
  /** All that was left out so far, each as a sentence for people. */
  without(): string[];
}

/** What it means that one of them is left out. */
const COSTS: Record<Extra, string> = {
  ttl: 'cache marks for an hour: the cache is kept for as long as the service sees fit',
  cache: 'cache marks: what it keeps of a prompt for the next request is up to the service',
  effort: 'effort: the model works with that of its service',
  thinking: 'settings of thinking: the model thinks as its service has it',
  count: 'counts of tokens: near a limit a prompt counts as many tokens as it has bytes, and sessions end earlier',
  models: 'a description of the model: its window and its longest answer are taken to be small',
};

/** `note` hears once of each thing that is left out, whichever the model. */
export function createKnown(open: () => Promise<Anthropic>, note: (text: string) => void): (name: string) => Known {
  const models = new Map<string, Known>();
  const noted = new Set<string>();
  const say = (text: string, why: string) => {
    if (!noted.has(text)) note(`${text} (${why})`);
    noted.add(text);
  };
  return (name) => {
    const known = models.get(name) ?? create(name, open, say);
    models.set(name, known);
    return known;
  };
}

function create(name: string, open: () => Promise<Anthropic>, say: (text: string, why: string) => void): Known {
  const extras: Extras = { ttl: true, cache: true, effort: true, thinking: true, count: true };
  const without = new Set<string>();
  const leftOut: Known['leftOut'] = (extra, why) => {
    const text = `the model's service is asked without ${COSTS[extra]}`;
    without.add(text);
    say(text, why);
  };
  const limits = createLimits(open, name, (why) => leftOut('models', why));
  return {
    extras,
    leftOut,
    without: () => [...without],
    async limits() {
      const told = await limits();
      if (told.thinks === false) extras.thinking = false;
      return told;
    },
    async effort(wish) {
      const { efforts } = await limits();
      if (wish === undefined || efforts === undefined || efforts.includes(wish)) return wish;
      leftOut('effort', `${name} knows ${efforts.join(', ') || 'none'}, and not ${wish}`);
      return undefined;
    },
  };
}
