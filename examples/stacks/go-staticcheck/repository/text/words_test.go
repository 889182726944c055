package text

import "testing"

func TestWordsAreSplitAtSpaces(t *testing.T) {
	if got := Words("  one two "); len(got) != 2 || got[1] != "two" {
		t.Errorf("Words = %q", got)
	}
}
