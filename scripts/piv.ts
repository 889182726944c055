import { CommanderError } from 'commander';
import { failureOf, EXIT } from './piv/failures.js';
import { createProgram } from './piv/program.js';

/** `piv`: the command line. */

/** Who reads our output may stop reading, as `head` does. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else {
    const { line, exitCode } = failureOf(error);
    process.stderr.write(`${line}\n`);
    process.exitCode = exitCode;
  }
}
