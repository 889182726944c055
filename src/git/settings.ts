/**
 * What git is told in each command, whatever a configuration says. The repository's own is read only where its objects
 * and refs are the matter (see `where.ts`), the user's and the system's for fetch and push only. What is here can
 * change what we do there, or is git's default without any configuration.
 */
export const SETTINGS = [
  // Programs that would run, or things that would be done beside.
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.alternateRefsCommand=true',
  'commit.gpgSign=false',
  'log.showSignature=false',
  'gc.auto=0',
  'maintenance.auto=false',

  // Files of the home folder, which git reads by default: ~/.config/git/ignore and attributes.
  'core.excludesFile=/dev/null',
  'core.attributesFile=/dev/null',

  // `worktree add` would mark the repository as one that older versions of git can't read.
  'worktree.useRelativePaths=false',
  // An index would hold less than its tree, or leave a part of itself in the repository.
  'core.sparseCheckout=false',
  'core.splitIndex=false',
  // Of submodules our worktrees have empty folders, which git would look for a repository in.
  'submodule.recurse=false',
  // Line ends that can't be told from others after a round trip are no failure.
  'core.safecrlf=false',

  // Commits are written and read as UTF-8; names come as they are, and trailers as we write them.
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'core.quotePath=false',
  'core.commentChar=#',
  'trailer.separators=:',

  'advice.detachedHead=false',
  'safe.directory=*',
];

export const ENVIRONMENT = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // Those in /etc.
  GIT_ATTR_NOSYSTEM: '1',
  // A commit is what its id says, also where the user has put another in its place here.
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C',
};

export const NO_USER_CONFIG = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
