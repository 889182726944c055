import { isTestFile } from '../verify/files.js';
import { isSupport } from '../verify/support-files.js';
import type { RunTools } from './run-tools.js';

/** Why a file may not be written in this stage, if so. */
export function refusal(
  { stage, both, sealed, testFiles, files = [] }: Pick<RunTools, 'stage' | 'both' | 'sealed' | 'testFiles' | 'files'>,
  file: string,
): string | undefined {
  if (sealed.includes(file)) return 'this test file is sealed: it was proven red, and green is judged by it as it is';
  if (stage !== 'red' || both || isTestFile(file, testFiles) || isSupport(file, testFiles, files)) return undefined;
  return `in the red stage only test files may be written (${testFiles.join(', ')}), and fixtures and helpers of the plan`;
}
