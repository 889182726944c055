import { z } from 'zod';

import { testReport } from './test-report.js';
import { resolveExisting } from './text-file.js';
import type { Tool } from './tool.js';

const schema = z.strictObject({
  files: z.array(z.string().min(1)).min(1).max(100).optional().describe('Test files; all tests without it'),
});

export const runTestsTool: Tool<typeof schema> = {
  name: 'run_tests',
  description: 'Runs the command `test`, or `testFile` on some files, and reports each failure.',
  schema,
  writes: true,
  async execute({ files }, workspace) {
    const failedBefore = (await workspace.failedBefore?.()) ?? [];
    if (files === undefined) return testReport(await workspace.runTests(), { failedBefore });
    const places = await Promise.all(files.map((file) => resolveExisting(workspace.dir, file)));
    const paths = [...new Set(places.map(({ path }) => path))];
    return testReport(await workspace.runTests(paths), { files: paths, failedBefore });
  },
};
