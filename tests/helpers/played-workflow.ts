import { randomUUID } from 'node:crypto';
import { arrayFromPayloads, defaultPayloadConverter as converter } from '@temporalio/common';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { coresdk, temporal } from '@temporalio/proto';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';
import { inSandbox } from './workflow-sandbox.js';

/**
 * A workflow with the server's part played: what a real server does in a month, or at one moment among thousands, is told
 * in milliseconds. Events are counted as the server counts them.
 */

type Job = coresdk.workflow_activation.IWorkflowActivationJob;
type Command = coresdk.workflow_commands.IWorkflowCommand;

export interface Step {
  seq: number;
  type: string;
  input: unknown;
}
/** What an activity comes to: `failure` is the type of one that isn't tried again, `never` is one that no worker took. */
export type Outcome = { result: unknown } | { failure: string; message: string } | { never: 'begun' };

export class PlayedWorkflow {
  /** Temporal suggests a new run. */
  long = false;
  events = 0;
  open: Step[] = [];
  timers = new Map<number, number>();
  children = new Map<string, number>();
  /** What the children were started with. */
  inputs = new Map<string, unknown>();
  /** Signals that it sent, the latest last. */
  sent: { signal: string; args: unknown[] }[] = [];
  /** What it ended with. */
  result?: unknown;
  /** What it gave to the run that goes on. */
  continued?: unknown[];

  private answer: unknown;

  private constructor(
    private readonly workflow: Workflow,
    private readonly runId: string,
    public now: number,
  ) {}

  static async start(workflowType: string, workflowId: string, args: unknown[], parent?: string, now = START) {
    const runId = randomUUID();
    const about = { workflowType, workflowId, runId, start: now, ...(parent ? { parent } : {}) };
    const played = new PlayedWorkflow(await inSandbox(about), runId, now);
    await played.tell({ initializeWorkflow: { workflowId, workflowType, arguments: args.map(payload) } });
    return played;
  }

  /** One workflow task. Signals and cancels of others, and starts of children, are answered at once. */
  async tell(...jobs: Job[]): Promise<void> {
    const { runId, long: continueAsNewSuggested } = this;
    const timestamp = msToTs(this.now);
    const activation = { runId, timestamp, continueAsNewSuggested, jobs: jobs.map(toJob) };
    const { successful, failed } = await this.workflow.activate(activation);
    if (failed) throw new Error(`the workflow task failed: ${failed.failure?.message}`);
    // Scheduled, started, completed; and what each job stands for.
    this.events += 3 + jobs.length;
    const answers = (successful?.commands ?? []).flatMap((command) => this.take(command));
    if (answers.length > 0 && !this.continued) await this.tell(...answers);
  }

  signal = (signalName: string, ...args: unknown[]) =>
    this.tell({ signalWorkflow: { signalName, input: args.map(payload) } });

  /** Gives what it answers, or `{ refused }`. */
  async update(name: string, input: unknown): Promise<unknown> {
    this.answer = undefined;
    await this.tell({
      doUpdate: { id: name, protocolInstanceId: name, name, input: [payload(input)], runValidator: true },
    });
    return this.answer;
  }

  async query(queryType: string): Promise<unknown> {
    const jobs = [toJob({ queryWorkflow: { queryId: 'asked', queryType } })];
    const { successful } = await this.workflow.activate({ runId: this.runId, timestamp: msToTs(this.now), jobs });
    const answer = successful?.commands?.[0]?.respondToQuery?.succeeded?.response;
    return answer ? converter.fromPayload(answer) : undefined;
  }

  /** Ends the open step of this type. */
  end(type: string, outcome: Outcome): Promise<void> {
    const at = this.open.findIndex((step) => step.type === type);
    const [step] = at < 0 ? [] : this.open.splice(at, 1);
    if (!step) throw new Error(`no ${type} is open, only ${this.open.map((one) => one.type).join() || 'nothing'}`);
    this.events += 1;
    return this.tell({ resolveActivity: { seq: step.seq, result: resolution(type, outcome) } });
  }

  endChild(workflowId: string, result: unknown): Promise<void> {
    const seq = this.children.get(workflowId)!;
    return this.tell({ resolveChildWorkflowExecution: { seq, result: { completed: { result: payload(result) } } } });
  }

  /** Time goes on until the next timer. */
  async wait(): Promise<void> {
    const [next] = [...this.timers].toSorted(([, a], [, b]) => a - b);
    if (!next) throw new Error('no timer is open');
    const [seq, at] = next;
    this.timers.delete(seq);
    this.now = Math.max(this.now, at);
    await this.tell({ fireTimer: { seq } });
  }

  private take(command: Command): Job[] {
    this.events += 1;
    const { scheduleActivity, startTimer, cancelTimer, continueAsNewWorkflowExecution: next } = command;
    const { signalExternalWorkflowExecution: signal, requestCancelExternalWorkflowExecution: cancel } = command;
    const { startChildWorkflowExecution: child, updateResponse: update } = command;
    if (update?.completed) this.answer = converter.fromPayload(update.completed);
    if (update?.rejected) this.answer = { refused: update.rejected.message };
    if (scheduleActivity) {
      const { seq, activityType, arguments: args } = scheduleActivity;
      this.open.push({ seq: seq!, type: activityType!, input: arrayFromPayloads(converter, args)[0] });
    }
    const { completeWorkflowExecution: done } = command;
    if (done) this.result = done.result ? converter.fromPayload(done.result) : undefined;
    if (startTimer) this.timers.set(startTimer.seq!, this.now + tsToMs(startTimer.startToFireTimeout));
    if (cancelTimer) this.timers.delete(cancelTimer.seq!);
    if (next) this.continued = arrayFromPayloads(converter, next.arguments);
    if (child) this.children.set(child.workflowId!, child.seq!);
    if (child) this.inputs.set(child.workflowId!, arrayFromPayloads(converter, child.input)[0]);
    if (signal) this.sent.push({ signal: signal.signalName!, args: arrayFromPayloads(converter, signal.args) });
    return [
      ...(signal ? [{ resolveSignalExternalWorkflow: { seq: signal.seq! } }] : []),
      ...(cancel ? [{ resolveRequestCancelExternalWorkflow: { seq: cancel.seq! } }] : []),
      ...(child
        ? [{ resolveChildWorkflowExecutionStart: { seq: child.seq!, succeeded: { runId: child.workflowId! } } }]
        : []),
    ];
  }
}

const START = Date.UTC(2026, 10, 1);

const payload = (one: unknown) => converter.toPayload(one);
const toJob = (job: Job) => coresdk.workflow_activation.WorkflowActivationJob.fromObject(job);

function resolution(type: string, outcome: Outcome): coresdk.activity_result.IActivityResolution {
  if ('result' in outcome) return { completed: { result: payload(outcome.result) } };
  const cause = 'never' in outcome ? NEVER_BEGAN : causeOf(outcome);
  const { message } = cause;
  return { failed: { failure: { message, cause, activityFailureInfo: { activityType: { name: type } } } } };
}

const causeOf = ({ failure, message }: { failure: string; message: string }) => ({
  message,
  applicationFailureInfo: { type: failure, nonRetryable: true },
});

const NEVER_BEGAN = {
  message: 'no worker took it',
  timeoutFailureInfo: { timeoutType: temporal.api.enums.v1.TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START },
};
