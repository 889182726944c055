import { userIdentity } from '../../../src/git/identity.js';
import { openRepository, refTip, type Repository } from '../../../src/git/repository.js';
import { warning, type Check } from './check.js';

/** What would keep a feature from being started in these folders, of those that are repositories. */
export async function checkRepositories(folders: string[]): Promise<Check[]> {
  return (await Promise.all(folders.map(checkFolder))).flat();
}

async function checkFolder(folder: string): Promise<Check[]> {
  try {
    const repo = await openRepository(folder);
    return [...(await checkNames(repo)), ...(await checkIdentity(repo))];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return /no such folder|make one with: git init/.test(why)
      ? []
      : [warning('repository', why, 'mend that, or give another: --repo DIR')];
  }
}

/** Of any feature: what is in the way of one alone, its start says. */
async function checkNames(repo: Repository): Promise<Check[]> {
  if (!(await refTip(repo, 'refs/heads/piv'))) return [];
  const detail = `a branch called "piv" of ${repo.root} stands where the branches piv/<name> go`;
  return [warning('names', detail, 'git branch -m piv piv-old')];
}

async function checkIdentity(repo: Repository): Promise<Check[]> {
  const author = await userIdentity(repo);
  if (!author || !('refused' in author)) return [];
  const detail = `git takes no commit from user.name and user.email as they are set in ${repo.root}: ${author.refused}`;
  return [
    warning(
      'identity',
      detail,
      'git config user.name "…" && git config user.email "…"; commits are by PIV-Swarm without',
    ),
  ];
}
