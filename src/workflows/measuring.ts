import { patched } from '@temporalio/workflow';
import type { Validated } from '../activities/validate.js';
import { countOf } from '../lists.js';
import { measureStages, verdictOf } from '../verdict.js';
import { publish } from './details.js';
import type { FeatureRun } from './feature-run.js';
import { hostStep } from './pausing.js';
import { verifiedBy } from './stated.js';

/** The branch measured on a clean checkout: a step a stage, so that a worker's death costs one, and each is seen. */
export async function measure(run: FeatureRun): Promise<Validated> {
  const { place, tip: known, at: begun, brief, baseline } = run;
  const { commands, integrationTests } = brief!;
  const about = {
    place,
    commands,
    ...(integrationTests ? { integrationTests } : {}),
    ...(baseline ? { baseline } : {}),
  };
  const of = (status: string) =>
    run.plan.filter(({ id }) => run.tasks.some((task) => task.id === id && task.status === status));
  const done = of('done');
  const codeSkipped = of('skipped').some((task) => task.kind === 'code');
  if (!patched('stages')) {
    const input = { ...about, base: begun.base, known, done, codeSkipped };
    return hostStep(run, 'validate a clean checkout of the branch', (host) => host.validate(input));
  }
  const { tree, ...prepared } = await hostStep(run, 'validation: make a clean checkout of the branch', (host) =>
    host.prepareValidation({ place, base: begun.base, known }),
  );
  const at = { ...about, tip: prepared.tip, tree };
  const { rows, tests, ...more } = await measureStages(done, {
    verifyTask({ id, verify: planned }, shown) {
      const verify = verifiedBy(planned, run.renamed);
      const input = { ...at, shown, task: { id, verify } };
      return hostStep(run, `validation of ${id}: ${verify}`, (host) => host.verifyTask(input));
    },
    validateStage: (stage, shown) =>
      hostStep(run, `validation: ${stage}`, (host) => host.validateStage({ ...at, shown, stage })),
    show(stages) {
      run.validation = { stages };
      publish(run);
    },
  });
  const { passed = 0, failed = [], skipped = 0 } = baseline?.tests ?? {};
  const before = passed + countOf(failed) + skipped;
  return { ...prepared, ...more, validation: verdictOf(rows, codeSkipped), tests: { now: tests, before } };
}
