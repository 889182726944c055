import { join } from 'node:path';
import { root } from '#scripts/places.mjs';
import { run, runStep, type Report } from '#scripts/step.mjs';

/** Builds the CLI that `tools/temporal` pins. `go install` can't: it doesn't obey the `replace` that this version needs. */
export async function build(version: string, binary: string, report: Report): Promise<void> {
  await requireGo();
  const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  const go = ['go', 'build', '-trimpath', '-mod=readonly', '-ldflags', flags, '-o', binary];
  const title = `building the Temporal CLI ${version} with Go (once; some 5 minutes)`;
  await runStep(report, title, 'nice', ['-n', '10', ...go, 'github.com/temporalio/cli/cmd/temporal'], {
    cwd: join(root, 'tools', 'temporal'),
  });
}

async function requireGo(): Promise<void> {
  const go = await run('go', ['version']).catch(() => undefined);
  if (go?.code !== 0) throw new Error("can't build it: there is no `go` on the PATH");
}
