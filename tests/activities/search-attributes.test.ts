import { describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { readColumns, wrongText } from '../../src/activities/search-attributes.js';

/** What a server answers; its types are numbers of the API. */
const answering = (customAttributes: Record<string, number>) =>
  ({
    options: { namespace: 'default' },
    connection: { operatorService: { listSearchAttributes: async () => ({ customAttributes }) } },
  }) as unknown as Client;

describe('columns', () => {
  it('are those that a workflow can set: of another type, a value would fail each of its tasks', async () => {
    const found = await readColumns(answering({ PivFeature: 2, PivStatus: 3, Other: 2 }));
    expect(found).toEqual({ usable: ['PivFeature'], missing: ['PivPhase'], wrong: { PivStatus: 'Int' } });
    expect(wrongText(found.wrong)).toBe('the search attribute PivStatus is Int, not Keyword: features go without it');
  });
});
