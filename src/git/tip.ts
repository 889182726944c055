import { FAILURES, PivError } from '../errors.js';
import { PIV_IDENTITY } from './commit.js';
import { git } from './git.js';
import { branchName, branchRef } from './names.js';
import { isAncestor } from './refs.js';
import { refTip, type Repository } from './repository.js';

/** The branch as it stands against what a feature's history knows of it. */

/** A commit that is being made: the one with this `PIV-Step` and date is found again, whoever retries it. */
export interface Making {
  step: string;
  /** As its `writeCommit` has it. A step that began before this was asked for has none. */
  date?: string;
}

/**
 * The branch's tip, read anew each time. A person's commits on top of `known`, the last commit we saw there, are taken
 * along. A branch that lost `known` is an error, and so is one that holds commits of ours which nobody here has made,
 * save the one that is `making`: the workflow was reset, and what its earlier run has done stays as it is.
 */
export async function readTip(repo: Repository, slug: string, known: string, making?: Making): Promise<string> {
  const tip = await refTip(repo, branchRef(slug));
  if (!tip || !(await isAncestor(repo, known, tip))) throw rewritten(slug, known, tip !== undefined);
  if (tip === known) return tip;
  const unknown = (await ours(repo, slug, known, tip)).filter((commit) => !isMade(commit, making));
  if (unknown.length > 0) throw ahead(slug, known, unknown);
  return tip;
}

/** The commit between `base` and `tip` that this step has made already, or undefined. */
export async function commitOfStep(
  repo: Repository,
  slug: string,
  { base, tip }: { base: string; tip: string },
  making: Making,
): Promise<string | undefined> {
  return (await ours(repo, slug, base, tip)).find((commit) => isMade(commit, making))?.id;
}

interface OurCommit {
  id: string;
  /** Seconds since 1970. */
  date: string;
  subject: string;
  step: string;
}

/** The commits that PIV-Swarm itself has made for this feature: a person who picks one commits it anew. */
async function ours(repo: Repository, slug: string, base: string, tip: string): Promise<OurCommit[]> {
  const trailer = (name: string) => `%(trailers:key=PIV-${name},valueonly,separator=%x2C)`;
  const format = ['%H', '%ct', '%ce', '%s', trailer('Feature'), trailer('Step')].join('%x00');
  const log = await git(repo, ['log', `--format=${format}`, `${base}..${tip}`]);
  return log
    .split('\n')
    .map((line) => line.split('\0'))
    .filter(([, , committer, , feature]) => committer === PIV_IDENTITY.email && feature === slug)
    .map(([id = '', date = '', , subject = '', , step = '']) => ({ id, date, subject, step }));
}

const isMade = (commit: OurCommit, making?: Making) =>
  commit.step === making?.step && (making.date === undefined || Number(commit.date) === secondsOf(making.date));

const secondsOf = (date: string) => Math.floor(Date.parse(date) / 1000);

const short = (commit: string) => commit.slice(0, 12);

function rewritten(slug: string, known: string, there: boolean): PivError {
  const branch = branchName(slug);
  return new PivError(
    FAILURES.branchRewritten,
    `${branch} ${there ? 'was rewritten' : 'is gone'}: it no longer holds ${short(known)}. ` +
      `Put it back (git branch -f ${branch} ${short(known)}), then: retry`,
  );
}

function ahead(slug: string, known: string, commits: OurCommit[]): PivError {
  const branch = branchName(slug);
  const named = commits.map(({ id, subject }) => `${short(id)} "${subject}"`).join(', ');
  return new PivError(
    FAILURES.branchAhead,
    `${branch} is ahead of the workflow, which was reset: its history doesn't know ${named}. To go on from where it is, ` +
      `keep these commits elsewhere if you want them (git branch ${slug}-kept ${branch}), ` +
      `put the branch back (git branch -f ${branch} ${short(known)}), then: retry`,
  );
}
