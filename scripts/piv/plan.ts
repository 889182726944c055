import type { Command } from 'commander';
import { addCommand, reporting } from './command.js';
import { update } from './send.js';
import { nameAndFeedback } from './words.js';

/** What a person says to a plan: approve, revise. */
export function addApprove(program: Command): void {
  addCommand(program, {
    usage: 'approve [name]',
    summary: 'start the plan as it is',
    examples: ['piv approve user-authentication --plan 1a2b3c4d'],
  })
    .option('--plan <hash>', 'only if it is still this plan; `piv status` shows it')
    .action(
      reporting((name: string | undefined, { plan }: { plan?: string }) =>
        update(name, async (feature) => {
          const { planHash } = await feature.approve(plan);
          return `approved the plan ${planHash}`;
        }),
      ),
    );
}

export function addRevise(program: Command): void {
  addCommand(program, {
    usage: 'revise <words...>',
    summary: 'plan again, with your feedback',
    about: 'Before the approval; or after a validation that failed, for further tasks on the same branch.',
    examples: ['piv revise user-authentication "One task for both endpoints, please"'],
  })
    .usage('[options] [name] <feedback>')
    .action(
      reporting(async (words: string[]) => {
        const { name, feedback } = nameAndFeedback(words);
        return await update(name, async (feature) => {
          await feature.revise(feedback);
          return 'the feedback is taken; the plan is made again';
        });
      }),
    );
}
