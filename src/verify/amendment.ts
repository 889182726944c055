/** Whether a sealed test was amended, or only made weaker. */

/** A line that holds one, in the manner of any library of tests that we know. */
const ASSERTION =
  /\b(?:assert\w*|expect\w*|should\w*|require[A-Z]?\w*\.\w+|verify\w*)\s*[.(!]|^\s*assert\s|\.(?:should|must)\b|\bt\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(/;

const assertionsIn = (text: string) => text.split('\n').filter((line) => ASSERTION.test(line)).length;

/** Why `after` holds less than `before`, if it does. */
export function weakened(before: string, after: string): string | undefined {
  const [had, has] = [assertionsIn(before), assertionsIn(after)];
  return has < had ? `it had ${had} lines with an assertion when it was sealed, and has ${has}` : undefined;
}
