/**
 * Failure types that cross a boundary: an `ApplicationFailure` of PIV-Swarm has one of these as its `type`.
 * The name says the event; the message says the remedy.
 */
export const FAILURES = {
  /** The input of a feature can't be used; the message names the field. Ends the workflow as Failed. */
  invalidInput: 'InvalidInput',
  /** A message (update) was refused; nothing was changed. */
  refused: 'Refused',
  /** The model's service wants something from a person: key, money, model name. Blocks until `retry`. */
  modelRefused: 'ModelRefused',
  /** The model's service can't answer now. The workflow waits and asks again. */
  modelUnavailable: 'ModelUnavailable',
  /** The conversation is too long for the model. Once, the workflow shortens it and asks again. */
  tooLong: 'TooLong',
  /** The service refuses what the conversation holds, and would do so again. Once, the stage goes on in a fresh context. */
  contentRefused: 'ContentRefused',
  /** The same as `tooLong` in earlier builds, whose features fail the stage. */
  stageFailed: 'StageFailed',
  /** The set-up command failed. */
  setupFailed: 'SetupFailed',
  /** No sandbox works on this host and the feature asked for one. */
  noSandbox: 'NoSandbox',
  /** The feature's branch, or a hidden ref, no longer holds what PIV-Swarm put there. */
  branchRewritten: 'BranchRewritten',
  /** A lock in the repository that isn't ours to remove is in the way. */
  repositoryLocked: 'RepositoryLocked',
  /** The feature's branch holds commits of the feature that its history doesn't know: the workflow was reset. */
  branchAhead: 'BranchAhead',
  /** Git takes other files than ours for those of a worktree of ours. */
  worktreeElsewhere: 'WorktreeElsewhere',
  /** The shared remote refuses us: access, a rule of its own. Blocks until `retry`. */
  remoteRefused: 'RemoteRefused',
  /** Git or the file system refuses, and would do so again: rights, space, names. Blocks until `retry`. */
  hostRefused: 'HostRefused',
} as const;

export type FailureType = (typeof FAILURES)[keyof typeof FAILURES];

/** Thrown by code that knows nothing of Temporal; `src/activities/failures.ts` turns it into an ApplicationFailure. */
export class PivError extends Error {
  constructor(
    readonly type: FailureType,
    message: string,
  ) {
    super(message);
    this.name = type;
  }
}
