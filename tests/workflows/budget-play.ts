import { roomFor, type Room, type Within } from '../../src/activities/allowance.js';
import { MAX_ANSWER, MIN_ANSWER } from '../../src/limits.js';
import { costOf, type Price } from '../../src/prices.js';
import type { Amount } from '../../src/types.js';
import { contextSize, growth } from '../../src/workflows/budget.js';
import { answerAsks, lacking, less, NOTHING, spendHeld, takeBack, type Book } from '../../src/workflows/grants.js';

/**
 * Tasks that spend side by side, told by chance: what they have to say arrives late, caches miss, calls are cut. The
 * decisions are the product's own; only Temporal's part, carrying signals in order, is played.
 */

export interface Call {
  /** Bytes that are new in the prompt, and the share of them that its tokens come to. */
  bytes: number;
  density: number;
  /** Share of what the answer may have that it takes. */
  length: number;
  /** The service's cache has forgotten the conversation. */
  missed: boolean;
  /** Attempts that are cut before this one, by the share of the answer that had come. */
  cuts: number[];
}

export interface Play {
  sessionTokens: number;
  maxCost?: number;
  price: Price;
  maxParallel: number;
  tasks: { blockedBy: number[]; calls: Call[] }[];
  /** Whose turn it is, again and again. */
  chance: number[];
}

type Said = { spent: { tokens: number; money: number } } & (
  | { is: 'ended' }
  | { is: 'spent' }
  | { is: 'asks'; number: number; least: Amount; want: Amount }
);

interface Task {
  name: string;
  left: Call[];
  state: 'pending' | 'running' | 'asks' | 'ended';
  context: number;
  held: Amount;
  asked: number;
  /** Has what could be had for this call. */
  served: boolean;
  need: { least: Amount; want: Amount };
  untold: { tokens: number; money: number };
  outbox: Said[];
  inbox: { number: number; amount: Amount }[];
}

export interface Outcome {
  /** Tasks that came to their end. */
  ended: number;
  sessions: number[];
  cost: number;
  stopped?: 'money' | 'tokens';
}

const FREE = () => ({ tokens: 0, money: 0 });
const MOST_STEPS = 200_000;

export function play({ sessionTokens, maxCost, price, maxParallel, tasks: plan, chance }: Play): Outcome {
  const book: Book = { held: {}, asks: [] };
  const limit: Amount = { tokens: sessionTokens, ...(maxCost === undefined ? {} : { money: maxCost }) };
  const heard = FREE();
  const outcome: Outcome = { ended: 0, sessions: [0], cost: 0 };
  const tasks = plan.map(({ calls }, index) => newTask(`task-${index}`, calls));
  for (let step = 0; ; step += 1) {
    if (step > MOST_STEPS) throw new Error('the play does not end: somebody is starved');
    start();
    const able = tasks.filter((task) => task.state === 'running' || task.outbox.length + task.inbox.length > 0);
    if (able.length === 0) return { ...outcome, ended: tasks.filter(({ state }) => state === 'ended').length };
    const pick = chance[step % chance.length]! + step;
    const task = able[pick % able.length]!;
    if (task.outbox.length > 0 && (pick % 3 > 0 || task.state !== 'running')) hear(task, task.outbox.shift()!);
    else if (task.inbox.length > 0) receive(task);
    else if (task.state === 'running') turn(task);
    if (outcome.stopped) return outcome;
  }

  function start(): void {
    const done = (index: number) => tasks[index]!.state === 'ended' && tasks[index]!.outbox.length === 0;
    const running = tasks.filter(({ state }) => state === 'running' || state === 'asks').length;
    const ready = tasks.filter((task, index) => task.state === 'pending' && plan[index]!.blockedBy.every(done));
    for (const task of ready.slice(0, Math.max(0, maxParallel - running))) task.state = 'running';
  }

  function hear(task: Task, said: Said): void {
    heard.tokens += said.spent.tokens;
    heard.money += said.spent.money;
    spendHeld(book, task.name, said.spent);
    if (said.is !== 'spent') takeBack(book, task.name);
    if (said.is === 'asks') book.asks.push({ holder: task.name, ...said });
    serve();
  }

  function serve(): void {
    const { grants, exhausted } = answerAsks(book, limit, heard);
    for (const { ask, amount } of grants) {
      tasks.find(({ name }) => name === ask.holder)!.inbox.push({ number: ask.number, amount });
    }
    if (!exhausted) return;
    const { least } = exhausted.ask;
    if (exhausted.lacks === 'money' || least.tokens > sessionTokens) outcome.stopped = exhausted.lacks;
    else {
      outcome.sessions.push(0);
      heard.tokens = 0;
      serve();
    }
  }

  function receive(task: Task): void {
    const { number, amount } = task.inbox.shift()!;
    if (number !== task.asked) throw new Error('a grant for an older ask');
    Object.assign(task, { held: amount, state: 'running', served: true });
  }

  function turn(task: Task): void {
    const [call] = task.left;
    if (!call) {
      task.state = 'ended';
      say(task, { is: 'ended' });
      return;
    }
    if (lacking(task.held, task.served ? task.need.least : task.need.want)) {
      task.asked += 1;
      Object.assign(task, { held: NOTHING, state: 'asks' });
      say(task, { is: 'asks', number: task.asked, ...task.need });
      return;
    }
    task.served = false;
    answer(task, call);
  }

  /** What the worker does with a call: it is refused, or paid for, with the attempts that were cut before. */
  function answer(task: Task, call: Call): void {
    const prompt = task.context + call.bytes;
    const spent = FREE();
    const part = (output: number) => {
      const fresh = Math.floor(call.bytes * call.density);
      const old = call.missed ? { input: 0, cacheReads: 0, cacheWrites: task.context + fresh } : undefined;
      return { ...(old ?? { input: 0, cacheReads: task.context, cacheWrites: fresh }), output };
    };
    for (const cut of [...call.cuts, undefined]) {
      const within = { allowance: task.held, price, used: spent, least: MIN_ANSWER, most: MAX_ANSWER };
      const room = roomIn(call, prompt, within);
      if ('short' in room) {
        task.need = room.short;
        pay(task, spent);
        call.cuts = [];
        return;
      }
      const usage = part(Math.floor(room.maxTokens * (cut ?? call.length)));
      spent.money += costOf(price, usage, usage.cacheWrites);
      if (cut !== undefined) {
        spent.tokens += usage.output;
        continue;
      }
      spent.tokens += growth(task.context, usage);
      task.context = contextSize(usage);
    }
    task.left.shift();
    const next = task.left[0]?.bytes ?? 0;
    task.need = { least: { tokens: next + MIN_ANSWER }, want: { tokens: next + MAX_ANSWER } };
    pay(task, spent);
    if (chance[task.left.length % chance.length]! % 4 === 0) say(task, { is: 'spent' });
  }

  function pay(task: Task, spent: { tokens: number; money: number }): void {
    task.held = less(task.held, spent);
    task.untold.tokens += spent.tokens;
    task.untold.money += spent.money;
    outcome.sessions[outcome.sessions.length - 1]! += spent.tokens;
    outcome.cost += spent.money;
  }
}

type Kind<T> = T extends unknown ? Omit<T, 'spent'> : never;

/** By bytes, then as the service counts. */
function roomIn(call: Call, prompt: number, within: Within): Room {
  const room = roomFor({ prompt, fresh: call.bytes }, within);
  const fresh = Math.floor(call.bytes * call.density);
  return 'short' in room ? roomFor({ prompt: prompt - call.bytes + fresh, fresh }, within) : room;
}

function say(task: Task, said: Kind<Said>): void {
  task.outbox.push({ ...said, spent: task.untold });
  task.untold = FREE();
}

function newTask(name: string, calls: Call[]): Task {
  const bytes = calls[0]?.bytes ?? 0;
  const need = { least: { tokens: bytes + MIN_ANSWER }, want: { tokens: bytes + MAX_ANSWER } };
  const left = calls.map((call) => ({ ...call }));
  return {
    name,
    left,
    need,
    state: 'pending',
    context: 0,
    held: NOTHING,
    asked: 0,
    served: false,
    untold: FREE(),
    outbox: [],
    inbox: [],
  };
}
