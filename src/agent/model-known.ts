import type Anthropic from '@anthropic-ai/sdk';
import type { Effort } from '../types.js';
import { createLimits, type ModelLimits } from './model-limits.js';
import type { Extras } from './model-request.js';

/** What is known of each model of a service: what it tells of itself, and what it did not take. */

export interface Known {
  /** What it is asked with. */
  extras: Extras;
  limits(): Promise<ModelLimits>;
  /** What it takes of a wish: all of it, or nothing. */
  effort(wish: Effort | undefined): Promise<Effort | undefined>;
  /** It was refused, and is left out from now on. */
  leftOut(extra: keyof Extras, why: string): void;
}

/** What it means that one of them is left out. */
const COSTS: Record<keyof Extras, string> = {
  ttl: 'cache marks for an hour: the cache is kept for as long as the service sees fit',
  cache: 'cache marks: what it keeps of a prompt for the next request is up to the service',
  effort: 'effort: the model works with that of its service',
  thinking: 'settings of thinking: the model thinks as its service has it',
};

/** `note` hears once of each thing that is left out, whichever the model. */
export function createKnown(open: () => Promise<Anthropic>, note: (text: string) => void): (name: string) => Known {
  const models = new Map<string, Known>();
  const noted = new Set<string>();
  const leftOut: Known['leftOut'] = (extra, why) => {
    if (!noted.has(extra)) note(`the model's service is asked without ${COSTS[extra]} (${why})`);
    noted.add(extra);
  };
  return (name) => {
    const known = models.get(name) ?? create(name, createLimits(open, name), leftOut);
    models.set(name, known);
    return known;
  };
}

function create(name: string, limits: Known['limits'], leftOut: Known['leftOut']): Known {
  const extras: Extras = { ttl: true, cache: true, effort: true, thinking: true };
  return {
    extras,
    leftOut,
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
