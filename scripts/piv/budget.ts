import type { Command } from 'commander';
import type { Budget } from '../../src/workflows/messages.js';
import { money, tokens as shown } from '../figures.js';
import { FAILURES, PivError } from '../../src/errors.js';
import { addCommand, dollars, reporting, wholeNumber } from './command.js';
import { update } from './send.js';

interface Options {
  tokens?: number;
  cost?: number;
}

export function addBudget(program: Command): void {
  addCommand(program, {
    usage: 'budget [name]',
    summary: 'let a session use more tokens, or the feature cost more',
    examples: ['piv budget user-authentication --tokens 50000', 'piv budget user-authentication --cost 2.50'],
  })
    .option('--tokens <number>', 'added to what a session may use', wholeNumber(1))
    .option('--cost <dollars>', 'added to what the feature may cost', dollars)
    .action(
      reporting(async (name: string | undefined, { tokens, cost }: Options) => {
        if ((tokens === undefined) === (cost === undefined)) {
          throw new PivError(FAILURES.refused, 'give one of --tokens and --cost; see: piv budget --help');
        }
        const more = tokens === undefined ? { cost: cost! } : { tokens };
        return update(name, async (feature) => said(await feature.raiseBudget(more)));
      }),
    );
}

function said({ sessionTokens, maxCost }: Budget): string {
  const cost = maxCost === undefined ? '' : `, and the feature may cost ${money(maxCost)}`;
  return `a session may use ${shown(sessionTokens)} tokens now${cost}`;
}
