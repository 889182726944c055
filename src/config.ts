import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SNAPSHOT_LIMITS, type SnapshotLimits } from './git/snapshot-size.js';
import { pivHome } from './home.js';
import { LIMITS, type ResourceLimits } from './sandbox/limits.js';
import { innerDomainsSchema } from './sandbox/network/inner-domains.js';
import { inHome, readableProblem } from './sandbox/readable.js';
import { readChoice } from './models.js';
import { packageRoot } from './package-root.js';
import { proxiesIn } from './proxies.js';
import { readPrices } from './price-list.js';
import { PRICES, type Prices } from './prices.js';
import { choiceSchema, type Effort } from './types.js';

/** The environment, read once, at the edge: by the worker and the scripts, and passed down from there. */

/** Who serves the model. */
const PROVIDERS = ['anthropic', 'bedrock', 'vertex', 'foundry'] as const;

const environmentSchema = z
  .object({
    PIV_PROVIDER: z.enum(PROVIDERS).default('anthropic'),
    ANTHROPIC_API_KEY: z.string().min(1).optional(),
    ANTHROPIC_AUTH_TOKEN: z.string().min(1).optional(),
    ANTHROPIC_BASE_URL: z.url().optional(),
    PIV_MODEL: choiceSchema.default('claude-sonnet-5-5'),
    PIV_HOME: z.string().min(1).optional(),
    PIV_COMMAND_PATH: z.string().optional(),
    PIV_READABLE: z.string().optional(),
    PIV_SANDBOX: z.literal('container').optional(),
    PIV_MEMORY_MB: z.coerce.number().int().positive().optional(),
    PIV_COMMAND_MEMORY_MB: z.coerce.number().int().positive().optional(),
    PIV_COMMAND_PROCESSES: z.coerce.number().int().positive().default(LIMITS.processes),
    PIV_COMMAND_FILE_MB: z.coerce.number().int().positive().default(LIMITS.fileMb),
    PIV_SNAPSHOT_MB: z.coerce.number().int().positive().default(SNAPSHOT_LIMITS.mb),
    PIV_SNAPSHOT_FILES: z.coerce.number().int().positive().default(SNAPSHOT_LIMITS.files),
    PIV_FREE_DISK_MB: z.coerce.number().int().nonnegative().default(LIMITS.diskMb),
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
  provider: (typeof PROVIDERS)[number];
  /** What signs in at the model's service; without both it is a profile of the SDK, or what the provider has. */
  apiKey?: string;
  authToken?: string;
  baseURL?: string;
  /** On the way to the model's service. */
  proxies?: { http?: string; https?: string; except?: string };
  /** The usual model, and the effort that is asked of it. */
  model: string;
  effort?: Effort;
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
  /** The worker is in a container in which nobody can mount a /proc, and its sandbox does without. */
  container?: true;
  /** Domains in the worker's own network that a gate may lead to, where a feature names them: a company's registries. */
  innerDomains: string[];
  /** What they may use. */
  limits: ResourceLimits;
  /** How much one turn of an agent may add to the repository. */
  snapshot: SnapshotLimits;
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
    provider: env.PIV_PROVIDER,
    ...(env.ANTHROPIC_API_KEY ? { apiKey: env.ANTHROPIC_API_KEY } : {}),
    ...(env.ANTHROPIC_AUTH_TOKEN ? { authToken: env.ANTHROPIC_AUTH_TOKEN } : {}),
    ...(env.ANTHROPIC_BASE_URL ? { baseURL: env.ANTHROPIC_BASE_URL } : {}),
    ...proxiesIn(given),
    ...readChoice(env.PIV_MODEL),
    prices: { ...PRICES, ...(env.PIV_PRICES ? readPrices(env.PIV_PRICES) : {}) },
    modelIdleMs: env.PIV_MODEL_IDLE_SECONDS * 1000,
    modelReplyMs: env.PIV_MODEL_REPLY_SECONDS * 1000,
    home: pivHome(env.PIV_HOME),
    commandPath: (env.PIV_COMMAND_PATH ?? '').split(path.delimiter).filter(Boolean).map(resolved),
    readable: readPlaces(env.PIV_READABLE ?? ''),
    ...(env.PIV_SANDBOX ? { container: true as const } : {}),
    innerDomains: env.PIV_INNER_DOMAINS,
    limits: {
      ...memoryLimits(env.PIV_MEMORY_MB, env.PIV_COMMAND_MEMORY_MB),
      processes: env.PIV_COMMAND_PROCESSES,
      fileMb: env.PIV_COMMAND_FILE_MB,
      diskMb: env.PIV_FREE_DISK_MB,
    },
    snapshot: { mb: env.PIV_SNAPSHOT_MB, files: env.PIV_SNAPSHOT_FILES },
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

/** Whoever gives one command more than all have by default gives it to all. */
function memoryLimits(all: number | undefined, one: number | undefined) {
  const allMemoryMb = all ?? Math.max(LIMITS.allMemoryMb, one ?? 0);
  return { allMemoryMb, memoryMb: Math.min(one ?? allMemoryMb, allMemoryMb) };
}

/** Without links: a sandbox shows folders at their own paths only. */
const resolved = (folder: string) => (existsSync(folder) ? realpathSync(folder) : path.resolve(folder));
