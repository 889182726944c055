import { featureHandle, startFeature, type FeatureHandle } from '../../src/client.js';
import { FAILURES, PivError } from '../../src/errors.js';
import { git } from '../../src/git/git.js';
import type { FeatureInput, Status } from '../../src/types.js';
import * as tables from '../tables.js';
import { createFollower } from '../follow.js';
import type { Scene } from './scene.js';

/** The seed's story: prime, discuss, plan, execute, pause, another worker, resume, validate. */

const REQUEST = 'Add user authentication with JWT tokens';
const NAME = 'user-authentication';

type Print = (line: string) => void;

export async function tellStory(scene: Scene, print: Print): Promise<Status> {
  const { slug, feature } = await begin(scene);
  const follow = createFollower(feature, print);
  print(`request:    "${REQUEST}"`);
  print(`feature:    ${slug}, on branch piv/${slug} of ${scene.repo}`);
  if (scene.uiUrl) print(`watch it:   ${scene.uiUrl}/namespaces/${scene.namespace}/workflows/feature-${slug}`);

  const asked = await follow((status) => over(status) || status.waitingFor?.what === 'answers');
  const { waitingFor, decisions } = asked;
  if (waitingFor?.what === 'answers') {
    await feature.answer(decisions.map(({ id, recommended }) => ({ id, answer: recommended })));
    print(indent(tables.questionsTable(await feature.status())));
  }
  const planned = await follow((status) => over(status) || status.waitingFor?.what === 'approval');
  print(indent(tables.tasksTable(planned)));
  const middle = scene.model?.hold('task-003/green/1', 2);
  if (planned.waitingFor?.what === 'approval') await feature.approve(planned.planHash);

  await follow((status) => over(status) || (landed(status) >= 2 && status.tasks.some(isRunning)));
  await pauseAndResume(scene, feature, follow, print, middle);
  const status = await follow(over);
  report(status, print);
  return status;
}

/** A server that was there before may know the feature of an earlier demo: then under the next name. */
async function begin(scene: Scene): Promise<{ slug: string; feature: FeatureHandle }> {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? NAME : `${NAME}-${n}`;
    const input: FeatureInput = { request: REQUEST, repo: scene.repo, name, sandbox: scene.sandbox };
    try {
      const slug = await startFeature(scene.client, input);
      return { slug, feature: featureHandle(scene.client, slug) };
    } catch (error) {
      if (!(error instanceof PivError && error.type === FAILURES.invalidInput) || n > 50) throw error;
    }
  }
}

async function pauseAndResume(
  scene: Scene,
  feature: FeatureHandle,
  follow: ReturnType<typeof createFollower>,
  print: Print,
  middle: { reached: Promise<void>; release: () => void } | undefined,
): Promise<void> {
  if (over(await feature.status())) return;
  await middle?.reached;
  print('── pause, with task-003 in the middle');
  await feature.pause('the demo shows a pause');
  middle?.release();
  const paused = await follow((status) => over(status) || status.status === 'paused');
  if (paused.status !== 'paused') return;
  print(indent(tables.sessionsTable(paused)));
  print(indent(await git(scene.repo, ['log', '-1', '--format=%h %s%n%n%b', paused.branch])));
  print('── the worker is stopped, another is started');
  await scene.replaceWorker();
  print('── resume');
  await feature.resume();
  await follow((status) => over(status) || status.sessions.at(-1)?.baseline !== undefined);
}

const landed = (status: Status) => status.tasks.filter((task) => task.status === 'done').length;
const isRunning = (task: Status['tasks'][number]) => task.status === 'running';
const over = (status: Status) => ['passed', 'failed', 'cancelled', 'blocked'].includes(status.status);

function report(status: Status, print: Print): void {
  const { validation, waitingFor } = status;
  if (waitingFor) print(`\n${status.status}: ${waitingFor.text}`);
  if (!validation?.verdict) return;
  print('\nValidation');
  print(indent(tables.validationTable(status)));
  print(`  Verdict: ${validation.verdict}`);
  print('\nTasks');
  print(indent(tables.tasksTable(status)));
  print('\nSummary');
  print(indent(tables.summaryTable(status)));
  print('\nFiles created');
  print(indent(tables.filesList(status)));
  print('\nCommits');
  print(indent(tables.commitsList(status)));
}

const indent = (text: string) => text.trimEnd().replaceAll(/^(?=.)/gm, '  ');
