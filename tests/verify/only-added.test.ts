import { describe, expect, it } from '@jest/globals';
import { onlyAdds } from '../../src/verify/only-added.js';

const SCRIPT = `import { cut } from '../src/cut.js';

describe('cut', () => {
  beforeEach(() => reset());

  it('cuts', () => {
    expect(cut('abcd')).toBe('abc');
  });

  it.each([
    [1, 2],
  ])('takes %i', (a) => {
    expect(a).toBe(1);
  });
});
`;
const PYTHON = `import pytest
from shop import cut


class TestCut:
    def test_cuts(self):
        assert cut("abcd") == "abc"


def test_twice():
    assert cut("a") == "a"
`;
const GO = `package shop

import "testing"

func TestCut(t *testing.T) {
	if Cut("abcd") != "abc" {
		t.Fatal("wrong")
	}
}
`;
const JAVA = `package shop;

import org.junit.jupiter.api.Test;

class CutTest {
    @Test
    void cuts() {
        assertEquals("abc", Cut.of("abcd"));
    }
}
`;

describe('a test file that has only gained tests', () => {
  it.each<[string, string, string]>([
    ['at its end', SCRIPT, `${SCRIPT}\nit('is new', () => {\n  expect(cut('')).toBe('');\n});\n`],
    ['in a suite', SCRIPT, SCRIPT.replace("  it('cuts'", "  it('is new', () => {\n    one();\n  });\n\n  it('cuts'")],
    [
      'with what it imports',
      SCRIPT,
      `${SCRIPT.replace('{ cut }', '{\n  cut,\n  join,\n}')}\ntest('x', () => join());\n`,
    ],
    ['with a table', SCRIPT, `${SCRIPT}\nconst CASES = [\n  [1, 2],\n];\ntest.each(CASES)('x %i', (a) => join(a));\n`],
    [
      'in Python',
      PYTHON,
      `${PYTHON}\n\n@pytest.mark.parametrize("n", [1, 2])\ndef test_new(n):\n    assert cut(n) == n\n`,
    ],
    [
      'in a class of Python',
      PYTHON,
      PYTHON.replace(
        '\n\n\ndef test_twice',
        '\n\n    def test_new(self):\n        assert cut("") == ""\n\n\ndef test_twice',
      ),
    ],
    [
      'in Go',
      GO,
      `${GO.replace('import "testing"', 'import (\n\t"strings"\n\t"testing"\n)')}\nfunc TestNew(t *testing.T) {\n\tt.Log(strings.ToUpper(""))\n}\n`,
    ],
    [
      'in Java',
      JAVA,
      JAVA.replace('    @Test\n', '    @Test\n    void isNew() {\n        assertTrue(Cut.is());\n    }\n\n    @Test\n'),
    ],
  ])('%s is not changed otherwise', (_, before, after) => {
    expect(onlyAdds(before, after)).toBe(true);
  });
});

describe('a test file is changed where', () => {
  it.each<[string, string, string]>([
    ['an assertion is another', SCRIPT, SCRIPT.replace("'abc'", "'ab'")],
    ['an assertion is gone', SCRIPT, SCRIPT.replace("    expect(cut('abcd')).toBe('abc');\n", '')],
    ['a test is gone', GO, 'package shop\n'],
    ['a test ends before it asserts', SCRIPT, SCRIPT.replace("    expect(cut('ab", "    return;\n    expect(cut('ab")],
    ['it does so at the margin', SCRIPT, SCRIPT.replace("    expect(cut('ab", "return;\n    expect(cut('ab")],
    ['a test of Go ends before it asserts', GO, GO.replace('\tif Cut', '\treturn\n\tif Cut')],
    [
      'a test of Python ends before it asserts',
      PYTHON,
      PYTHON.replace('        assert', '        return\n        assert'),
    ],
    [
      'a test of Java ends before it asserts',
      JAVA,
      JAVA.replace('        assertEquals', '        if (true) return;\n        assertEquals'),
    ],
    ['a row of a table is another', SCRIPT, SCRIPT.replace('[1, 2]', '[1, 1]')],
    ['what is tested is replaced', SCRIPT, `jest.mock('../src/cut.js', () => ({ cut: () => 'abc' }));\n${SCRIPT}`],
    ['each test is prepared', SCRIPT, `${SCRIPT}\nbeforeEach(() => {\n  stub();\n});\n`],
    ['a fixture is used by all', PYTHON, `${PYTHON}\n@pytest.fixture(autouse=True)\ndef stub():\n    yield\n`],
    ['assertions lose their force', SCRIPT, `const expect = () => ({ toBe() {} });\n${SCRIPT}`],
    ['Go has a main of its own', GO, `${GO}\nfunc TestMain(m *testing.M) {\n\tos.Exit(0)\n}\n`],
    ['a test is made once more', PYTHON, `${PYTHON}\n\ndef test_twice():\n    pass\n`],
    ['a test has a name that there is', SCRIPT, `${SCRIPT}\n  it('cuts', () => {\n    one();\n  });\n`],
    ['what is tested is made in the test', PYTHON, `${PYTHON}\n\ndef cut(text):\n    return "abc"\n`],
    ['what is tested is imported from elsewhere', SCRIPT, SCRIPT.replace('../src/cut.js', './fake.js')],
    [
      'what is tested is imported once more',
      PYTHON,
      PYTHON.replace('import cut\n', 'import cut\nfrom fake import cut\n'),
    ],
    [
      'what is tested has the name of something else',
      SCRIPT,
      SCRIPT.replace('{ cut }', '{ cut as real, join as cut }'),
    ],
    ['tests stand behind a condition', SCRIPT, `if (false) {\n${SCRIPT}}\n`],
    ['what runs at once changes what is there', SCRIPT, `Object.is = () => true;\n${SCRIPT}`],
  ])('%s', (_, before, after) => {
    expect(onlyAdds(before, after)).toBe(false);
  });
});
