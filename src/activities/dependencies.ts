import type { Client } from '@temporalio/client';
import type { Model } from '../agent/model.js';
import type { Config } from '../config.js';
import type { Running } from '../types.js';
import type { Conversations } from './conversations.js';

/** What activities are made with: one seam, filled by the worker. */
export interface Dependencies {
  config: Config;
  client: Client;
  model: Model;
  conversations: Conversations;
  /** This host's id. */
  host: string;
}

/** What every step in a worktree is told. */
export interface Place {
  /** Top of the user's checkout, or the URL of the repository. */
  repo: string;
  /** The URL of the remote that hosts share. */
  remote?: string;
  slug: string;
  sandbox: 'on' | 'off';
  /** The set-up command reaches the registries of the repository. */
  setupNetwork: boolean;
  /** The commit that the feature began at: what set-up goes by there was written by people. */
  base?: string;
  /** What set-up goes by and the approved plan names: in all tasks, and in the one that works here. */
  planned?: { all: string[]; task: string[] };
  /** Domains that commands may reach. */
  network?: string[];
  /** Variables of the worker's environment that commands get. */
  env?: string[];
  /** How the repository says that its commands are run. */
  running?: Running;
  /** Prime's set-up command, once it is known. */
  setup?: string;
}
