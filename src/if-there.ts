/**
 * What a look at the file system gives, or undefined where nothing is there. Any other error stays one: a disk that
 * can't be read, or a folder that is closed to us, says nothing of what is in it.
 */
export async function ifThere<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Nothing is there, or what should be a folder is a file. */
export const isAbsence = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
