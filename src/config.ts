import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { LIMITS, type ResourceLimits } from './sandbox/limits.js';
import { innerDomainsSchema } from './sandbox/network/inner-domains.js';
import { inHome, readableProblem } from './sandbox/readable.js';
import { packageRoot } from './package-root.js';
import { PRICES, priceSchema, type Prices } from './prices.js';

/** The environment, read once, at the edge: by the worker and the scripts, and passed down from there. */

const environmentSchema = z
  .object({
    ANTHROPIC_API_KEY: z.string().min(1).optional(),
    ANTHROPIC_BASE_URL: z.url().optional(),
    PIV_MODEL: z.string().min(1).default('claude-sonnet-5-5'),
    PIV_HOME: z.string().min(1).optional(),
    PIV_COMMAND_PATH: z.string().optional(),
    PIV_READABLE: z.string().optional(),
    PIV_COMMAND_MEMORY_MB: z.coerce.number().int().positive().default(LIMITS.memoryMb),
    PIV_COMMAND_PROCESSES: z.coerce.number().int().positive().default(LIMITS.processes),
    PIV_COMMAND_FILE_MB: z.coerce.number().int().positive().default(LIMITS.fileMb),
    PIV_INNER_DOMAINS: innerDomainsSchema,
    PIV_PRICES: z.string().min(1).optional(),
    PIV_MODEL_IDLE_SECONDS: z.coerce.number().positive().default(120),
    PIV_MODEL_REPLY_SECONDS: z.coerce.number().positive().default(1_500),
    PIV_DEPLOYMENT: z
      .string()
      .regex(/^(?!__)[^.:]+$/, 'a deployment is a name without "." and ":" that does not begin with "__"')
      .optional(),
    PIV_BUILD_ID: z.string().optional(),
  })
  .superRefine(({ PIV_DEPLOYMENT, PIV_BUILD_ID }, context) => {
    if ((PIV_DEPLOYMENT === undefined) === (PIV_BUILD_ID === undefined)) return;
    const [missing, other] = PIV_DEPLOYMENT ? ['PIV_BUILD_ID', 'PIV_DEPLOYMENT'] : ['PIV_DEPLOYMENT', 'PIV_BUILD_ID'];
    context.addIssue({
      code: 'custom',
      path: [missing],
      message: `set it too, or unset ${other}: a versioned worker has both`,
    });
  });

export interface Config {
  /** Key of the model's service; a worker doesn't start without it. */
  apiKey?: string;
  baseURL?: string;
  model: string;
  /** Ours, with those of PIV_PRICES over them. */
  prices: Prices;
  /** Longest time without a byte of a reply, and longest reply, in milliseconds: less than the step that asks may take. */
  modelIdleMs: number;
  modelReplyMs: number;
  /** Worktrees, spool, host id, the dev server's database. */
  home: string;
  /** Folders put in front of PATH for the repository's commands. */
  commandPath: string[];
  /** What a person lets the repository's commands read of what is hidden from them. */
  readable: string[];
  /** Domains in the worker's own network that a gate may lead to, where a feature names them: a company's registries. */
  innerDomains: string[];
  /** What one of them may use. */
  limits: ResourceLimits;
  /** Which version of a worker deployment this worker is; without it, versions don't matter. */
  version?: { deploymentName: string; buildId: string };
  /** Folder of PIV-Swarm itself. */
  packageRoot: string;
}

/** Throws an Error that names each variable that is wrong. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  }
  const env = parsed.data;
  return {
    ...(env.ANTHROPIC_API_KEY ? { apiKey: env.ANTHROPIC_API_KEY } : {}),
    ...(env.ANTHROPIC_BASE_URL ? { baseURL: env.ANTHROPIC_BASE_URL } : {}),
    model: env.PIV_MODEL,
    prices: { ...PRICES, ...(env.PIV_PRICES ? readPrices(env.PIV_PRICES) : {}) },
    modelIdleMs: env.PIV_MODEL_IDLE_SECONDS * 1000,
    modelReplyMs: env.PIV_MODEL_REPLY_SECONDS * 1000,
    home: path.resolve(env.PIV_HOME ?? path.join(os.homedir(), '.piv')),
    commandPath: (env.PIV_COMMAND_PATH ?? '').split(path.delimiter).filter(Boolean).map(resolved),
    readable: readPlaces(env.PIV_READABLE ?? ''),
    innerDomains: env.PIV_INNER_DOMAINS,
    limits: {
      ...LIMITS,
      memoryMb: env.PIV_COMMAND_MEMORY_MB,
      processes: env.PIV_COMMAND_PROCESSES,
      fileMb: env.PIV_COMMAND_FILE_MB,
    },
    ...(env.PIV_DEPLOYMENT && env.PIV_BUILD_ID
      ? { version: { deploymentName: env.PIV_DEPLOYMENT, buildId: env.PIV_BUILD_ID } }
      : {}),
    packageRoot: resolved(packageRoot()),
  };
}

/** As PATH is written; `~/` is the home. */
function readPlaces(list: string): string[] {
  const places = list.split(path.delimiter).filter(Boolean).map(inHome);
  for (const place of places) {
    const problem = readableProblem(place);
    if (problem) throw new Error(`PIV_READABLE: ${place} ${problem}`);
  }
  return places;
}

/** A JSON file: `{ "model-name": { "input": 2, "output": 10, … } }`, dollars per million tokens. */
function readPrices(file: string): Prices {
  try {
    return z.record(z.string().min(1), priceSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error);
    throw new Error(`PIV_PRICES: ${file} is no list of prices: ${why}`, { cause: error });
  }
}

/** Without links: a sandbox shows folders at their own paths only. */
const resolved = (folder: string) => (existsSync(folder) ? realpathSync(folder) : path.resolve(folder));

/** This host's id: made once, kept in PIV_HOME. */
export async function hostId(home: string): Promise<string> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, 'host-id');
  if (!existsSync(file)) {
    const name =
      os
        .hostname()
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, '')
        .slice(0, 30) || 'host';
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, `${name}-${randomUUID().slice(0, 8)}\n`);
    await link(fresh, file).catch(() => undefined);
    await rm(fresh, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}

/** The id of this host, where it has one already. */
export async function knownHostId(home: string): Promise<string | undefined> {
  const text = await readFile(path.join(home, 'host-id'), 'utf8').catch(() => undefined);
  return text?.trim();
}
