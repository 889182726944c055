import type { Brief } from '../../types.js';
import { briefText } from './brief.js';
import { groundText } from './ground.js';
import { againText, opening, requestText, systemOf, type Opening, type Prompt } from './opening.js';
import { ENDING, GROUND } from './rules.js';

const RULES = `\
# Discuss
Find the few decisions that the request and the repository leave open and that a person would want to take: those that
change what is built, are dear to change later, or touch security or data. Read the code before you ask; what it
answers isn't a question. No question is a good result too: submit an empty list.

- \`question\`: short, and understood by someone who hasn't read the code. \`id\`: a few words of it, like \`token-lifetime\`.
- \`options\`: the answers that make sense, each complete in itself. \`closed\`: no other answer can be used.
- \`recommended\`: one of the options, word for word, which holds where a person leaves the choice to you. \`why\`: what
  speaks for it here, and what it costs.`;

export function discussPrompt(known: Opening & { brief: Brief }): Prompt {
  const { feature, request, brief, ground } = known;
  const parts = [requestText(request), briefText(brief), groundText(ground), againText(known)];
  return {
    system: systemOf([GROUND, RULES, ENDING], known),
    opening: opening({ Feature: feature, Phase: 'discuss' }, parts),
  };
}
