import { setHandler } from '@temporalio/workflow';
import { pageOf } from '../conversation.js';
import { choiceOf, choiceProblem } from './choice.js';
import { publish } from './details.js';
import { serve } from './feature-purse.js';
import { taskOf, workOf, type FeatureRun } from './feature-run.js';
import { takeBack } from './grants.js';
import { statusOf } from './status.js';
import { account } from './ledger.js';
import * as messages from './messages.js';
import { noteHeard } from './feature-words.js';
import { listenToChanges } from './listen-changes.js';
import { listenToCommands } from './listen-commands.js';
import { listenToTasks } from './listen-tasks.js';
import { listenToWords } from './listen-words.js';
import { refuse } from './refuse.js';

/** Registers every message of a feature. Handlers change state; the story acts on it. */
export function listen(run: FeatureRun): void {
  setHandler(messages.statusQuery, () => statusOf(run), { description: 'How the feature stands' });
  setHandler(messages.planQuery, () => ({ ...(run.planHash ? { planHash: run.planHash } : {}), tasks: run.plan }));
  setHandler(messages.transcriptQuery, (page) => pageOf(run.transcript, page?.from), {
    description: 'What was said in the phases of the feature, in pages',
  });
  setHandler(messages.pauseSignal, (pause) => void (run.pause.wanted ??= reasonIn(pause)), {
    description: 'Stop after the running turns',
  });
  setHandler(messages.resumeSignal, () => void delete run.pause.wanted, { description: 'Go on, in a new session' });
  setHandler(messages.reportSignal, (report) => hear(run, report), { description: 'From a task, not from people' });
  listenToAnswers(run);
  listenToPlan(run);
  listenToChanges(run);
  listenToTasks(run);
  listenToCommands(run);
  listenToWords(run);
}

/** A signal has no validator: what comes is anything. */
function reasonIn(pause: { reason?: unknown } | null | undefined): string {
  const text = typeof pause?.reason === 'string' ? pause.reason.trim() : '';
  return text || 'a person asked for it';
}

function listenToAnswers(run: FeatureRun): void {
  const open = () => run.decisions.filter((decision) => decision.answer === undefined).map(({ id }) => id);
  setHandler(
    messages.answerUpdate,
    ({ answers }) => {
      for (const { id, answer } of answers) {
        const decision = run.decisions.find((one) => one.id === id);
        if (decision) decision.answer = choiceOf(decision, answer) ?? answer.trim();
      }
      publish(run);
      return { open: open() };
    },
    {
      validator: (input) => checkAnswers(run, input),
      description: '{ answers: [{ id, answer }] }, an answer in words or by its number',
    },
  );
}

function checkAnswers(run: FeatureRun, input: messages.Answers): void {
  if (!Array.isArray(input?.answers) || input.answers.length === 0) {
    throw refuse('answers: give at least one { id, answer }');
  }
  if (run.waitingFor?.what !== 'answers') throw refuse('no question is open now');
  for (const { id, answer } of input.answers) {
    const decision = run.decisions.find((one) => one.id === id);
    const ids = run.decisions.map((one) => one.id).join(', ');
    if (!decision) throw refuse(`there is no question "${id}"; the questions are ${ids}`);
    if (typeof answer !== 'string' || !answer.trim()) throw refuse(`the answer to "${id}" is empty`);
    if (choiceOf(decision, answer) === undefined) throw refuse(choiceProblem(decision, answer));
  }
}

function listenToPlan(run: FeatureRun): void {
  setHandler(
    messages.approveUpdate,
    () => {
      run.inbox.approved = true;
      run.planOpen = false;
      return { planHash: run.planHash ?? '' };
    },
    {
      validator: (input?: { planHash?: string }) => {
        if (!run.planOpen) throw refuse('no plan waits for approval now');
        if (input?.planHash && input.planHash !== run.planHash) {
          throw refuse(`the plan has changed since: it is ${run.planHash} now. Look at it again, then approve that`);
        }
      },
      description: '{ planHash? }: start the plan as it is',
    },
  );
  setHandler(
    messages.reviseUpdate,
    ({ feedback }) => {
      run.feedback.push(feedback.trim());
      run.inbox.revise = true;
      run.planOpen = false;
    },
    {
      validator: (input) => {
        if (!input?.feedback?.trim()) throw refuse('feedback: say what should be different');
        if (!run.planOpen && run.validation?.verdict !== 'FAILED') {
          throw refuse('a plan can be revised before its approval, or after a validation that failed');
        }
      },
      description: '{ feedback }: plan again',
    },
  );
}

/** A task's news. What another run than the open one says is old; of what arrives late, only an ask counts. */
function hear(run: FeatureRun, report: messages.TaskReport): void {
  const work = workOf(run, report.task);
  if (work.ended.includes(report.run) || (work.run ?? report.run) !== report.run) return;
  if (!isLate(report, work.report)) {
    account(run, report);
    work.report = report;
    if (report.quiet) takeBack(run, report.task);
    const task = taskOf(run, report.task);
    noteHeard(run, report.task, report.words);
    if (task && report.redTree) task.redTree = report.redTree;
    if (task && report.note) task.note = report.note;
  }
  if (report.ask) run.asks.push({ holder: report.task, ...report.ask });
  serve(run);
  publish(run);
}

/** Signals of one workflow to another may overtake each other. Reports of earlier builds aren't counted. */
const isLate = ({ run, before }: messages.TaskReport, last: messages.TaskReport | undefined) =>
  last?.run === run && before !== undefined && before < (last.before ?? 0);
