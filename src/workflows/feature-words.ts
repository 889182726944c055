import type { Told } from '../types.js';
import { openTasks } from './carry.js';
import { publish } from './details.js';
import { taskOf, type FeatureRun } from './feature-run.js';
import { signalTask } from './reach-tasks.js';
import { toldSignal } from './messages.js';
import type { Ear, Heard, Words } from './words.js';

/**
 * What a feature was told, and who is to hear it. Words to a task are heard once in each try of it. Words to the feature
 * hold for all of it: each of its own conversations hears them, and each task, unless its plan has heard them already.
 */

export interface ToldFeature extends Told {
  /** A plan that was made since has heard it. */
  planned?: boolean;
  /** Its task ended before it could hear: it is for the others now. */
  passedOn?: boolean;
}

const isForAll = ({ task, passedOn }: ToldFeature) => task === undefined || passedOn === true;
const isFor = (told: ToldFeature, id: string) => (told.task === id ? !told.passedOn : isForAll(told) && !told.planned);

const toWords = ({ number, text, task, passedOn }: ToldFeature): Words => ({
  number,
  text: passedOn ? `(to ${task}, which has ended since) ${text}` : text,
});

/** Of the feature's own phases. */
export const earOf = (run: FeatureRun): Ear => ({
  unheard: (conversation) =>
    run.told.filter((told) => isForAll(told) && !told.said.includes(conversation)).map(toWords),
  heard(conversation, numbers) {
    for (const told of among(run, numbers)) told.said.push(conversation);
    publish(run);
  },
  forgot(conversation, numbers) {
    for (const told of among(run, numbers)) told.said = told.said.filter((one) => one !== conversation);
    publish(run);
  },
});

const among = ({ told }: FeatureRun, numbers: number[]) => told.filter(({ number }) => numbers.includes(number));

const isOf = (id: string) => (conversation: string) => conversation.startsWith(`${id}/`);

/** All that a task was told. A fresh try has to hear it; one that goes on from finished work knows what that has heard. */
export const wordsFor = (run: FeatureRun, id: string, goesOn: boolean): (Words & Heard)[] =>
  run.told
    .filter((told) => isFor(told, id))
    .map((told) => {
      const said = goesOn && told.said.findLast(isOf(id));
      return { ...toWords(told), ...(said ? { said } : {}) };
    });

/** What none of its conversations is known to have heard. */
const unheardBy = (run: FeatureRun, id: string): Words[] =>
  run.told.filter((told) => isFor(told, id) && !told.said.some(isOf(id))).map(toWords);

/** Sends a task that runs what it hasn't heard, if that is more than it was started with. */
export async function passOn(run: FeatureRun, id: string, given: Words[] = []): Promise<void> {
  const words = unheardBy(run, id);
  const fresh = words.some(({ number }) => !given.some((one) => one.number === number));
  if (fresh) await signalTask(run, id, toldSignal, words);
}

/** A task's news of what it has heard, or not any more. */
export function noteHeard(run: FeatureRun, id: string, words: Heard[] = []): void {
  for (const { number, said } of words) {
    const told = run.told.find((one) => one.number === number);
    if (told) told.said = [...told.said.filter((one) => !isOf(id)(one)), ...(said ? [said] : [])];
  }
}

/** A task has landed: what it was told too late for that is handed to the others. */
export function handOver(run: FeatureRun, id: string): void {
  const late = run.told.filter(({ task, said }) => task === id && said.length === 0);
  for (const told of late) told.passedOn = true;
  if (late.length > 0) for (const other of hearing(run)) void passOn(run, other);
}

/** Tasks whose conversations are under way. */
export const hearing = (run: FeatureRun) => openTasks(run).filter((id) => taskOf(run, id)?.status === 'running');

/** A plan was made by this conversation: what that has heard is in it. */
export function notePlanned(run: FeatureRun, conversation: string): void {
  for (const told of run.told) if (told.said.includes(conversation)) told.planned = true;
}
