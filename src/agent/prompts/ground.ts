import { byteLength } from '../../byte-length.js';
import { shortList, shortText } from '../../lists.js';
import { list, quote } from './text.js';

/** What is the case around a stage. All of it may change from one conversation to the next. */
export interface Ground {
  /** Operating system and architecture, as "Linux 6.8, x64". */
  system: string;
  /** As 2026-11-27. */
  date: string;
  /** Absolute path of the working folder, and the commit that it stands on. */
  folder: string;
  commit: string;
  sandbox: 'on' | 'off';
  /** None, or the domains that commands reach. */
  network: false | string[];
  /** The set-up command reaches the package registries as well. */
  setupNetwork?: boolean;
  /** What is there of the programs that the commands use, as "node v22.1.0", and which are not. */
  tools: string[];
  absent: string[];
  /** Commits since the feature began, oldest first, each with its files. */
  landed: Landed[];
}

export interface Landed {
  commit: string;
  subject: string;
  /** Missing in those of a person. */
  task?: string;
  /** As "A src/a.js": added, modified or deleted. */
  files: string[];
}

/** Of what has landed, what is told: the newest of it. */
const LANDED_BYTES = 8 * 1024;
const SHOWN_FILES = 12;
const PATH = 120;

export function groundText(ground: Ground | undefined): string | undefined {
  if (!ground) return undefined;
  const { system, date, folder, commit, tools, absent } = ground;
  return [
    '# Where you are',
    `- ${system}, ${date}`,
    `- ${folder}, a git worktree of your own at commit ${commit.slice(0, 12)}: \`git log\`, \`git diff\` and \`git show\` may be read`,
    `- ${reachText(ground)}; CI=1 and NO_COLOR=1 are set`,
    ...(tools.length > 0 ? [`- there: ${tools.join(', ')}`] : []),
    ...(absent.length > 0 ? [`- not there: ${absent.join(', ')}`] : []),
  ].join('\n');
}

function reachText({ sandbox, network, setupNetwork }: Ground): string {
  if (sandbox === 'off') return 'commands run unconfined, with all that this machine reaches; change nothing outside';
  const setUp = setupNetwork ? ', and set-up the package registries' : '';
  if (network) return `commands run confined; of the network they reach ${network.join(', ')} and nothing else${setUp}`;
  return `commands run confined, without network${setUp ? '; set-up reaches the package registries' : ', set-up too'}`;
}

/** What earlier tasks and people have put on the branch. */
export function landedText({ landed }: Pick<Ground, 'landed'>): string | undefined {
  if (landed.length === 0) return undefined;
  const lines = landed.map(({ commit, subject, task, files }) => {
    const whose = task === undefined ? '' : ` (${task})`;
    return `${commit.slice(0, 12)} ${shortText(subject)}${whose}: ${shortList(files, SHOWN_FILES, PATH).join(', ')}`;
  });
  let bytes = 0;
  const more = lines.findLastIndex((line) => (bytes += byteLength(line)) > LANDED_BYTES) + 1;
  const all = [...(more > 0 ? [`${more} older ones`] : []), ...lines.slice(more)];
  return `# What has landed since the feature began\n${quote('git log', list(all))}`;
}
