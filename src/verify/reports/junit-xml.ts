import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

/** JUnit XML, which has no standard: what the tools that write it agree on. */

/** Attributes have a mark: Node gives a failed case both an attribute and an element called `failure`. */
const MARK = '@';
const optional = z.string().default('');

const problemSchema = z
  .object({ '@type': optional, '@message': optional, '#text': optional })
  .transform((raw) => ({ type: raw['@type'], message: raw['@message'], text: raw['#text'] }));
const caseSchema = z
  .object({
    '@classname': optional,
    '@name': z.string(),
    '@file': optional,
    failure: z.array(problemSchema).default([]),
    error: z.array(problemSchema).default([]),
    skipped: z.array(z.unknown()).default([]),
  })
  .transform(({ failure, error, skipped, ...raw }) => ({
    classname: raw['@classname'],
    name: raw['@name'],
    file: raw['@file'],
    problem: failure[0] ?? error[0],
    /** It ended with an error, and not by what it asserts. */
    unexpected: failure.length === 0 && error.length > 0,
    skipped: skipped.length > 0,
  }));
export type JunitCase = z.output<typeof caseSchema>;
export type JunitProblem = z.output<typeof problemSchema>;

interface Suite {
  '@file': string;
  testcase: JunitCase[];
  testsuite: Suite[];
}
const suiteSchema: z.ZodType<Suite> = z.object({
  '@file': optional,
  testcase: z.array(caseSchema).default([]),
  testsuite: z.array(z.lazy(() => suiteSchema)).default([]),
});
/** Either may be the root. */
const reportSchema = z.union([
  z.object({ testsuites: z.object({ testsuite: z.array(suiteSchema).default([]) }) }),
  z.object({ testsuite: z.array(suiteSchema) }),
]);

const LISTS = new Set(['testsuite', 'testcase', 'failure', 'error', 'skipped']);
const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: MARK,
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  htmlEntities: true,
  isArray: (name) => LISTS.has(name),
});

/** The cases of a report; one without a file has that of its suite. Throws on anything else. */
export function junitCases(text: string): JunitCase[] {
  const report = reportSchema.parse(xml.parse(text));
  return ('testsuites' in report ? report.testsuites.testsuite : report.testsuite).flatMap(casesOf);
}

const casesOf = (suite: Suite): JunitCase[] => [
  ...suite.testcase.map((entry) => ({ ...entry, file: entry.file || suite['@file'] })),
  ...suite.testsuite.flatMap((inner) => casesOf({ ...inner, '@file': inner['@file'] || suite['@file'] })),
];
