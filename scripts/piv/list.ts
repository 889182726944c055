import type { Client } from '@temporalio/client';
import { Option, type Command } from 'commander';
import { table } from '../tables.js';
import { addCommand, reporting, wholeNumber } from './command.js';
import { withClient } from './connection.js';
import { listFeatures, type Filter, type Listed } from './features.js';
import type { Report } from './report.js';

const STATES = ['running', 'waiting', 'paused', 'blocked', 'passed', 'failed', 'cancelled'];

export function addList(program: Command): void {
  addCommand(program, {
    usage: 'list',
    summary: 'list the features, the newest first',
    examples: ['piv list --open', 'piv list --status blocked'],
  })
    .option('--open', 'only those that have not ended')
    .addOption(new Option('--status <status>', 'only those that stand so').choices(STATES))
    .option('--limit <number>', 'at most so many', wholeNumber(1), 20)
    .action(reporting(list));
}

async function list({ open = false, status, limit = 20 }: Filter): Promise<Report> {
  const features = await withClient(async (client) => {
    const listed = await listFeatures(client, { open, status, limit });
    return Promise.all(listed.map((one) => withRetried(client, one)));
  });
  return { text: listText(features), json: features, next: nextOf(features) };
}

async function withRetried(client: Client, listed: Listed): Promise<Listed> {
  if (!listed.open) return listed;
  const { retriedIn } = await import('../../src/under-way.js');
  const doing = await retriedIn(client, `feature-${listed.feature}`).catch(() => undefined);
  return doing ? { ...listed, doing } : listed;
}

const listText = (features: Listed[]) =>
  table(
    ['Feature', 'Status', 'Phase', 'Started'],
    features.map(({ feature, status, doing, phase, started }) => [
      feature,
      doing?.attempt ? `${status}, attempt ${doing.attempt}` : status,
      phase ?? '-',
      started.slice(0, 16),
    ]),
  ) || 'no features';

function nextOf(features: Listed[]): string {
  const first = features.find(({ open }) => open) ?? features[0];
  return first ? `piv status ${first.feature}` : 'piv start "<request>" --repo DIR';
}
