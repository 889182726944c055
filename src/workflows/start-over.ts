import type { ApplicationFailure } from '@temporalio/workflow';
import type { Patience } from './patience.js';
import { recapOf } from './recap.js';
import { beginTurn } from './rewrite.js';
import { entriesOf, sayText, type Talk } from './talk.js';

/** A conversation whose content the service refuses goes on in a fresh context. */

/** Once. Where nothing was said yet that would be the same again: a person has to change something. */
export async function goOnAfresh(talk: Talk, patience: Patience, refused: ApplicationFailure): Promise<void> {
  if (patience.startedOver) throw refused;
  if (entriesOf(talk).some(({ role }) => role === 'assistant')) {
    startOver(talk, refused.message);
    patience.startedOver = true;
  } else await talk.agent.stuck(refused.message);
}

/** Goes on in a fresh context: with the same opening, what came of it, and a person's words. */
function startOver(talk: Talk, why: string): void {
  const entries = entriesOf(talk);
  const first = entries.findIndex(({ role }) => role === 'assistant');
  const { transcript } = talk.agent;
  const from = transcript.length;
  Object.assign(talk, { from, at: from, fingerprint: '', context: 0, turns: [] });
  delete talk.shortened;
  transcript.push(...entries.slice(0, first));
  sayText(talk, recapOf(entries.slice(first), why));
  if (talk.opening) sayText(talk, talk.opening);
  transcript.push(...entries.slice(first).filter((entry) => entry.role === 'user' && entry.told !== undefined));
  beginTurn(talk);
}
