import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../src/types.js';
import { plainText } from '../../src/agent/plain-text.js';
import { moment } from '../figures.js';
import { changes } from '../follow.js';
import { budgetWarnings, levelsOf } from './budget-warnings.js';
import { stepsOf, stepText } from './doing-text.js';
import { EXIT, Unavailable } from './failures.js';
import type { Feature } from './feature.js';
import { watchCommand } from './next-command.js';
import { plain } from './plain.js';
import { colors, note, say } from './report.js';
import { readStanding, type Standing } from './standing.js';
import { stateLine } from './status-text.js';

const POLL_MS = 1_000;

/** Prints what happens (as JSON: each status, a line each) until the feature has ended or needs a person. */
export async function watchFeature(feature: Feature, json: boolean): Promise<Standing> {
  const detach = () => {
    note(`stopped looking; the feature goes on. Come back with: ${watchCommand(feature.name)}`);
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', detach);
  try {
    return await look(feature, json ? showJson : showText);
  } finally {
    process.off('SIGINT', detach);
  }
}

type Show = (status: Status, before: Status | undefined) => void;

async function look(feature: Feature, show: Show): Promise<Standing> {
  const read = createReader(feature);
  for (let before: Status | undefined; ; await sleep(POLL_MS)) {
    const standing = await read();
    if (!standing) continue;
    if ('failure' in standing) return standing;
    const { status } = standing;
    show(status, before);
    if (!goesOn(status)) return standing;
    before = status;
  }
}

/** A worker may be started again meanwhile: its absence is told once, and waited out. */
function createReader(feature: Feature) {
  let told = false;
  return async (): Promise<Standing | undefined> => {
    try {
      return await readStanding(feature);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (!told) note(`piv: ${error.message}`);
      told = true;
      return undefined;
    }
  };
}

/** Nothing that a person has to do stands in the way. */
export const goesOn = ({ status, waitingFor }: Status) =>
  status === 'running' || (status === 'waiting' && ['landing', 'model'].includes(waitingFor?.what ?? ''));

function showText(status: Status, before: Status | undefined): void {
  if (!before) say(stateLine(status));
  for (const line of before ? changes(plain(status), plain(before)) : []) say(line);
  const { text, until } = status.waitingFor ?? {};
  if (text && (text !== before?.waitingFor?.text || until !== before.waitingFor.until)) {
    say(`  waiting: ${plainText(text)}${until ? ` (until ${moment(until)})` : ''}`);
  }
  for (const step of stepsOf(plain(status)).filter((one) => one.attempt)) {
    const told = before && stepsOf(before).some(({ what, last }) => what === step.what && last === step.last);
    if (!told) say(`  ${stepText(step)}`);
  }
  if (levelsOf(status) !== (before && levelsOf(before))) {
    for (const warning of budgetWarnings(status)) say(`  ${colors.yellow(warning)}`);
  }
}

function showJson(status: Status, before: Status | undefined): void {
  const line = JSON.stringify(status);
  if (line !== JSON.stringify(before)) say(line);
}
