const WITH_SCHEME = /^(https?|ssh|git|file):\/\/\S+$/;
const SCP_LIKE = /^(\w[\w.-]*@)?\w[\w.-]*:(?!:|\/\/)\S+$/;

/** A repository named by where its remote is, not by a folder: https, ssh, git, file, or as scp has it. */
export const isUrl = (repo: string) => WITH_SCHEME.test(repo) || SCP_LIKE.test(repo);

/** URLs are shown in status and kept in history. */
export const hasPassword = (url: string) => /^[a-z]+:\/\/[^/@\s]*:[^/@\s]+@/.test(url);
