import path from 'node:path';
import type { Command } from 'commander';
import type { Server } from '../temporal.js';
import { isListening, isSameAddress, localPort } from './addresses.js';
import { addCommand, reporting, wholeNumber } from './command.js';
import { withClient } from './connection.js';
import { note, present, type Report } from './report.js';

const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;

interface Options {
  port?: number;
  uiPort?: number;
  db?: string;
  json?: boolean;
}

export function addServer(program: Command): void {
  addCommand(program, {
    usage: 'server',
    summary: 'run a Temporal development server until Ctrl-C',
    about:
      'All is kept in one database file, and found again at the next start. A server that runs already is left alone.',
    examples: ['piv server', 'piv server --port 7300 --ui-port 8300 --db other.db'],
  })
    .option('--port <number>', `where it serves (default: ${DEFAULT_PORT})`, wholeNumber(1))
    .option('--ui-port <number>', `where its Web UI is (default: ${DEFAULT_UI_PORT}, or a free one)`, wholeNumber(1))
    .option('--db <file>', 'its database (default: temporal.db in PIV_HOME)')
    .action(reporting(serve));
}

async function serve(options: Options): Promise<Report | undefined> {
  const { findTemporal, runningServer, startServer } = await import('../temporal.js');
  const { configuration, configuredAddress, databaseFile, requireHome } = await import('./places.js');
  const configured = configuredAddress();
  const dbFile = path.resolve(options.db ?? databaseFile());
  const own = runningServer(dbFile);
  if (own) return runsAlready(own, configured);
  if (options.port === undefined && (await serves())) return runsAlready({ address: configured }, configured);
  if (!options.db) await requireHome(configuration().home);
  const logFile = `${dbFile.replace(/\.db$/, '')}.log`;
  const binary = await findTemporal(note);
  const server = await startServer({ binary, dbFile, logFile, ...(await choosePorts(options, configured)) });
  present(runs(server, dbFile, configured), options.json ?? false);
  note('stop it with Ctrl-C');
  const { untilStopped } = await import('./until-stopped.js');
  await untilStopped(server, logFile);
  return undefined;
}

/** Whether a Temporal server answers where every command looks for one. */
const serves = () => withClient(async () => true).catch(() => false);

/** The configured port, if that is one of this machine. The usual port of the Web UI only if it is free. */
async function choosePorts({ port, uiPort }: Options, configured: string) {
  const usual = (await isListening(DEFAULT_UI_PORT)) ? 0 : DEFAULT_UI_PORT;
  return { port: port ?? localPort(configured) ?? DEFAULT_PORT, uiPort: uiPort ?? usual };
}

type Found = Pick<Server, 'address' | 'uiUrl'>;

function runs({ address, uiUrl, pid }: Server, dbFile: string, configured: string): Report {
  const lines = [
    ...addresses({ address, ...(uiUrl ? { uiUrl } : {}) }),
    `Database    ${dbFile}`,
    ...settings(address, configured),
  ];
  return { text: lines.join('\n'), json: { address, uiUrl, pid, dbFile }, next: 'piv worker' };
}

const runsAlready = (found: Found, configured: string): Report => ({
  text: [
    'A server runs already; it is used as it is.',
    ...addresses(found),
    ...settings(found.address, configured),
  ].join('\n'),
  json: { ...found, alreadyRunning: true },
  next: 'piv worker',
});

const addresses = ({ address, uiUrl }: Found) => [`Temporal    ${address}`, ...(uiUrl ? [`Web UI      ${uiUrl}`] : [])];

/** What other terminals need to find a server that isn't where they would look. */
const settings = (address: string, configured: string) =>
  isSameAddress(address, configured) ? [] : [`Elsewhere   export TEMPORAL_ADDRESS=${address}`];
