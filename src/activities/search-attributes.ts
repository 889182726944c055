import type { Client } from '@temporalio/client';

/** The columns by which a list of features can be filtered. It is nice to have them: no feature waits for them. */

export const SEARCH_ATTRIBUTES = ['PivFeature', 'PivPhase', 'PivStatus'];

/** Of the API, by its numbers. */
const TYPES = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];
const WANTED = 'Keyword';

export interface Columns {
  /** Those that a workflow can set: a value of another type would fail each of its tasks. */
  usable: string[];
  missing: string[];
  /** Each with the type that it has here. */
  wrong: Record<string, string>;
}

export async function readColumns({ connection, options }: Client): Promise<Columns> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: options.namespace });
  const types = SEARCH_ATTRIBUTES.map((name) => {
    const type = customAttributes?.[name];
    return [name, type === undefined || type === null ? undefined : (TYPES[type] ?? String(type))] as const;
  });
  return {
    usable: types.filter(([, type]) => type === WANTED).map(([name]) => name),
    missing: types.filter(([, type]) => type === undefined).map(([name]) => name),
    wrong: Object.fromEntries(types.filter(([, type]) => type !== undefined && type !== WANTED)) as Columns['wrong'],
  };
}

/** What a person should know of columns of another type. */
export const wrongText = (wrong: Columns['wrong']) =>
  `the search attribute ${Object.entries(wrong)
    .map(([name, type]) => `${name} is ${type}`)
    .join(', ')}, not ${WANTED}: features go without it`;

/** Why they can't even be asked for, and which right that takes. */
export function deniedText(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `the server doesn't tell which search attributes there are (${why}): features go without columns; reading them takes the right to OperatorService/ListSearchAttributes`;
}
