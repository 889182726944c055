import { devNull } from 'node:os';
import { SEARCH_ATTRIBUTES } from '../../src/activities/search-attributes.js';
import type { Ports } from './ports.js';

/** `more`: dynamic configuration over ours, each a KEY=JSON. */
export function serverArguments(dbFile: string, { port, uiPort }: Ports, more: string[] = []): string[] {
  const settings = {
    ip: ['127.0.0.1'],
    port: [port],
    'ui-port': [uiPort],
    'db-filename': [dbFile],
    'log-level': ['warn'],
    'search-attribute': SEARCH_ATTRIBUTES.map((name) => `${name}=Keyword`),
    'sqlite-pragma': ['journal_mode=WAL', 'synchronous=NORMAL'],
    'dynamic-config-value': [
      // Its default of 20 a second, not the database, is what makes a feature four times slower.
      'history.transferProcessorMaxPollRPS=2000',
      'system.enableActivityEagerExecution=true',
      // With its default of 4, a workflow task in one partition may wait for half a minute for a poller of another.
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
      ...more,
    ],
  };
  const flags = Object.entries(settings).flatMap(([name, values]) =>
    values.flatMap((value) => [`--${name}`, `${value}`]),
  );
  return ['server', 'start-dev', '--ui-disable-news-fetch', ...flags, ...IGNORE_PROFILES];
}

/** Some other server's address, key or TLS, in the environment or a profile, must not reach a command about ours. */
export const IGNORE_PROFILES = ['--disable-config-file', '--disable-config-env', '--env-file', devNull];

export function serverEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
