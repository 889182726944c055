import { ActivityFailure, ApplicationFailure, CancellationScope, patched, workflowInfo } from '@temporalio/workflow';
import { z } from 'zod';
import { FAILURES } from '../errors.js';
import { featureInputSchema, slugSchema, type FeatureInput, type Status } from '../types.js';
import { cancellationIn } from './cancelled.js';
import { revive, type CarriedFeature } from './carry.js';
import { cancel, finish, validate } from './closing.js';
import { publish } from './details.js';
import { cancelling, doing } from './doing.js';
import { execute } from './execute.js';
import { newRun, type FeatureRun } from './feature-run.js';
import { settleRunning } from './stated.js';
import { statusOf } from './status.js';
import { listen } from './listen.js';
import { slugOf } from './messages.js';
import { stuckInPause } from './pausing.js';
import { anywhere, mended } from './proxies.js';
import { prime } from './prime.js';
import { discuss, plan } from './think.js';

/** From a request to validated commits. The result is the last status. `carried`: from the run before this one. */
export async function featureWorkflow(input: FeatureInput, carried?: CarriedFeature): Promise<Status> {
  const run = accept(input, carried);
  listen(run);
  CancellationScope.current().cancelRequested.catch(() => cancelling(run));
  try {
    if (carried) publish(run);
    else await inspect(run);
    await story(run);
    await finish(run);
  } catch (error) {
    const cancelled = cancellationIn(error);
    if (cancelled) await cancel(run);
    throw cancelled ?? error;
  }
  run.closed = run.validation?.verdict === 'PASSED' ? 'passed' : 'failed';
  publish(run);
  return statusOf(run);
}

/** From the phase that it is in: a new run of the workflow takes it up there. */
async function story(run: FeatureRun): Promise<void> {
  if (run.phase === 'prime') await prime(run);
  if (run.phase === 'prime' || run.phase === 'discuss') await discuss(run);
  do {
    if (run.phase === 'discuss' || run.phase === 'plan') await plan(run);
    if (run.phase !== 'validate') await execute(run);
  } while ((await validate(run)) === 'revised');
}

const refuse = (message: string) => ApplicationFailure.nonRetryable(message, FAILURES.invalidInput);

function refuseInput(error: unknown): never {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof ApplicationFailure && cause.type === FAILURES.invalidInput) throw refuse(cause.message);
  throw error;
}

/** Refuses an input that can't be used, naming the field, before anything is done. */
function accept(input: FeatureInput, carried: CarriedFeature | undefined): FeatureRun {
  const parsed = featureInputSchema.safeParse(input ?? {});
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const { workflowId } = workflowInfo();
  const slug = slugOf(workflowId);
  if (!slug || !slugSchema.safeParse(slug).success) {
    throw refuse(`workflow id: "${workflowId}" is not feature-<slug>; the slug is 1 to 64 of a-z, 0-9 and "-"`);
  }
  // In features of earlier builds it was shut where nothing was said.
  if (input.setupNetwork === undefined && !patched('set-up-reaches')) parsed.data.setupNetwork = false;
  const { name } = parsed.data;
  if (name && name !== slug) throw refuse(`name: "${name}" does not fit the workflow id; it has to be feature-${name}`);
  if (carried) return revive(parsed.data, slug, carried);
  const run = newRun(parsed.data, slug, workflowInfo().startTime.toISOString());
  run.bounded = patched('bounded');
  run.keeps = patched('one-conversation');
  return run;
}

/** What commands can reach, where that is more than nothing. */
function networkNotes({ sandbox, network }: FeatureRun['feature']): string[] {
  if (sandbox === 'off' || !network) return [];
  return [`commands can reach ${network.join(', ')}; what can be downloaded from can be uploaded to`];
}

/** Looks at the repository and makes the branch; what is wrong with them ends the feature. */
async function inspect(run: FeatureRun): Promise<void> {
  const { firstExecutionRunId, startTime } = workflowInfo();
  const input = { feature: run.feature, slug: run.slug, run: firstExecutionRunId, date: startTime.toISOString() };
  const what = 'look at the repository, make the branch';
  doing(run, what);
  const look = () => anywhere(what).inspect(input).catch(refuseInput);
  run.at = await mended(look, (remedy) => stuckInPause(run, remedy));
  doing(run);
  run.tip = run.at.base;
  run.place.repo = run.at.repo;
  run.place.base = run.at.base;
  settleRunning(run);
  run.notes.push(...networkNotes(run.feature), ...(run.at.notes ?? []));
  if (run.at.remote) run.place.remote = run.at.remote;
  else if (run.feature.hosts === 'many') {
    run.notes.push(
      `${run.at.repo} has no remote "origin": what lands is on host ${run.at.host} only, and a task that another host has to take over starts again from its base commit`,
    );
  }
  publish(run);
}
