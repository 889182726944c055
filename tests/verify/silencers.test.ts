import { expect, it } from '@jest/globals';
import { silencersOf } from '../../src/verify/silencers.js';

it('comments that switch checks off are seen in the lines of the task, in each language', () => {
  const text = `/* c8 ignore next 3 */
const a: any = b; // eslint-disable-line no-explicit-any
// @ts-expect-error: it is so
c()  # pragma: no cover
import d  # noqa: F401
e = f()  # type: ignore[attr]
g() //nolint:errcheck
// An eslint-disable is no good; type: ignore neither.
const url = 'http://noqa.example';`;
  const all = new Set(text.split('\n').map((_, index) => index + 1));
  expect(silencersOf(text, all)).toEqual([
    '1: c8 ignore',
    '2: eslint-disable',
    '3: @ts-expect-error',
    '4: pragma: no cover',
    '5: noqa',
    '6: type: ignore',
    '7: nolint',
  ]);
  expect(silencersOf(text, new Set([2, 8]))).toEqual(['2: eslint-disable']);
});
