import type { Command } from 'commander';
import { FAILURES, PivError } from '../../src/errors.js';
import type { Status } from '../../src/types.js';
import { ask } from './ask.js';
import { addCommand, reporting } from './command.js';
import { EXIT } from './failures.js';
import { withFeature, type Feature } from './feature.js';
import { plain } from './plain.js';
import { answerCommand, openQuestions, questionsText } from './questions-text.js';
import type { Report } from './report.js';
import { update, updateWith } from './send.js';
import { quoted } from './shell.js';
import { readStatus } from './standing.js';
import { nameAndAnswers, type Answer } from './words.js';

interface Options {
  recommended?: boolean;
  json?: boolean;
}

export function addAnswer(program: Command): void {
  addCommand(program, {
    usage: 'answer [words...]',
    summary: 'answer the questions of a feature',
    about:
      'Without answers it asks each question in turn; where there is no terminal it lists them, and exits with 8.\n' +
      'An answer is an option, in words or by the number that is shown, or words of your own.',
    examples: [
      'piv answer user-authentication',
      'piv answer user-authentication token-duration="15min access, 7 day refresh"',
      'piv answer user-authentication token-duration=2',
      'piv answer user-authentication --recommended',
    ],
  })
    .usage('[options] [name] [id=answer...]')
    .option('--recommended', 'take what is recommended for all that is not answered here')
    .action(reporting(answer));
}

async function answer(words: string[], { recommended = false, json = false }: Options): Promise<Report> {
  const { name, answers } = nameAndAnswers(words);
  const interactive = process.stdin.isTTY && process.stderr.isTTY && !json;
  if (recommended) return await updateWith(name, async (status) => completed(status, answers), deliver);
  if (answers.length > 0) return await update(name, (feature) => deliver(feature, answers));
  return interactive ? await updateWith(name, askAll, deliver) : await listQuestions(name);
}

async function deliver(feature: Feature, answers: Answer[]): Promise<string> {
  const { open } = await feature.answer(answers);
  const { decisions } = await feature.status();
  const taken = answers.map(({ id }) => `${id}=${quoted(decisions.find((one) => one.id === id)?.answer ?? '')}`);
  const left = open.length > 0 ? `; still open: ${open.join(', ')}` : '';
  return `answered: ${taken.join(', ')}${left}`;
}

/** What a person answered, and the recommended answer to every other open question. */
export function completed(status: Status, answers: Answer[]): Answer[] {
  const given = new Set(answers.map(({ id }) => id));
  const others = requireQuestions(status).filter(({ id }) => !given.has(id));
  return [...answers, ...others.map(({ id, recommended }) => ({ id, answer: recommended }))];
}

const askAll = (status: Status) => ask(requireQuestions(status), { input: process.stdin, output: process.stderr });

function requireQuestions(status: Status) {
  const open = openQuestions(status);
  if (open.length === 0) throw new PivError(FAILURES.refused, 'no question is open now; see: piv status');
  return open;
}

const listQuestions = (name: string | undefined): Promise<Report> =>
  withFeature(name, async (feature) => {
    const status = await readStatus(feature);
    requireQuestions(status);
    const text = questionsText(plain(status));
    return { text, json: status, next: answerCommand(plain(status)), exitCode: EXIT.waiting };
  });
