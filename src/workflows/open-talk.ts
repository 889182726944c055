import type { StageName } from '../types.js';
import { answerTo } from './answers.js';
import { entriesOf, say, sayText, workIn, type Agent, type StagePlan, type Talk } from './talk.js';

/** How a conversation begins, or goes on. */

/** Makes the worktree ready and starts a fresh context, or goes on in one. */
export async function openTalk(agent: Agent, plan: StagePlan<StageName>): Promise<Talk> {
  const { place, worktree, commit, transcript, label } = agent;
  const from = transcript.length;
  const talk: Talk = { agent, plan, from, at: from, fingerprint: '', tree: plan.tree, context: 0, turn: 0, turns: [] };
  if (plan.resumed) {
    const { entries, patience: _patience, ...state } = plan.resumed;
    transcript.push(...entries);
    return Object.assign(talk, state, { plan: { ...plan, conversation: entries[0]!.conversation } });
  }
  if (plan.goesOn) return goOn(plan.goesOn, plan);
  await agent.gate();
  const input = { place, worktree, commit, tree: plan.tree, context: plan.context };
  const what = `${label} ${plan.stage}: make the worktree ready`;
  const opened = await agent.onHost(what, (host) => host.openStage(input), workIn(talk));
  const { system: content, opening, ...tools } = opened;
  transcript.push({ conversation: plan.conversation, role: 'system', content, ...tools, ...plan.choice });
  sayText(talk, opening);
  return talk;
}

/** The call that has ended a stage is answered, and what opens the next one follows. Turns before can't be taken back. */
function goOn({ talk, opening }: NonNullable<StagePlan<StageName>['goesOn']>, plan: StagePlan<StageName>): Talk {
  const { conversation, choice } = talk.plan;
  const last = entriesOf(talk).at(-1);
  const calls = last?.role === 'assistant' ? last.content : [];
  for (const call of calls) if (call.type === 'tool_use') say(talk, 'user', [answerTo(call, 'Accepted.')]);
  Object.assign(talk, { plan: { ...plan, conversation, choice }, turns: [], since: talk.turn, opening });
  sayText(talk, opening);
  return talk;
}
