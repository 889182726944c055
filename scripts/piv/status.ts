import type { Command } from 'commander';
import type { Status } from '../../src/types.js';
import { addCommand, reporting } from './command.js';
import { EXIT } from './failures.js';
import { withFeature, type Feature } from './feature.js';
import { nextCommand } from './next-command.js';
import { plain } from './plain.js';
import type { Report } from './report.js';
import { exitCodeFor, readStanding, type Standing } from './standing.js';
import { statusText } from './status-text.js';

interface Options {
  watch?: boolean;
  json?: boolean;
}

export function addStatus(program: Command): void {
  addCommand(program, {
    usage: 'status [name]',
    summary: 'show how a feature stands',
    about:
      'Exit code: 0 running or passed, 1 failed or cancelled, 8 waiting for a person, paused or blocked.\n' +
      'With --watch it prints what happens until the feature has ended or needs a person; with --json too, a status a line.',
    examples: ['piv status user-authentication', 'piv status user-authentication --watch'],
  })
    .option('-w, --watch', 'go on printing what happens; Ctrl-C stops looking, not the feature')
    .action(reporting(status));
}

function status(name: string | undefined, { watch = false, json = false }: Options): Promise<Report> {
  return withFeature(name, async (feature) => {
    if (!watch) return await standingReport(feature, await readStanding(feature));
    const { watchFeature } = await import('./watch.js');
    const report = await standingReport(feature, await watchFeature(feature, json));
    return { ...report, json: undefined };
  });
}

async function standingReport({ name }: Feature, standing: Standing): Promise<Report> {
  if ('failure' in standing) return failureReport(name, standing);
  const { webUi } = await import('./places.js');
  const now = plain(standing.status);
  return {
    text: statusText(now, webUi(`feature-${name}`)),
    json: standing.status,
    next: nextCommand(now),
    exitCode: exitCodeFor(now),
  };
}

const failureReport = (feature: string, { failure, untidy }: Exclude<Standing, { status: Status }>): Report => ({
  text: `${feature}: failed\n\n${failure}`,
  json: { feature, status: 'failed', failure },
  next: untidy ? 'piv doctor --fix' : 'piv start "<request>" --repo DIR',
  exitCode: EXIT.failed,
});
