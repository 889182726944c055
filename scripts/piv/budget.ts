import type { Command } from 'commander';
import { tokens as shown } from '../figures.js';
import { addCommand, reporting, wholeNumber } from './command.js';
import { update } from './send.js';

export function addBudget(program: Command): void {
  addCommand(program, {
    usage: 'budget [name]',
    summary: 'let a session use more tokens',
    examples: ['piv budget user-authentication --tokens 50000'],
  })
    .requiredOption('--tokens <number>', 'added to what a session may use', wholeNumber(1))
    .action(
      reporting((name: string | undefined, { tokens }: { tokens: number }) =>
        update(name, async (feature) => {
          const { sessionTokens } = await feature.raiseBudget(tokens);
          return `a session may use ${shown(sessionTokens)} tokens now`;
        }),
      ),
    );
}
