package user

import "testing"

func TestNormalize(t *testing.T) {
	if got := Normalize(" A@B.C "); got != "a@b.c" {
		t.Errorf("got %q", got)
	}
}

func TestWrong(t *testing.T) {
	if got := Normalize("X"); got != "X" {
		t.Errorf("Normalize(%q) = %q, want %q", "X", got, "X")
	}
}

func TestTable(t *testing.T) {
	for _, name := range []string{"one", "two words"} {
		t.Run(name, func(t *testing.T) {
			if name == "two words" {
				t.Fatal("no spaces")
			}
		})
	}
}

func TestSkipped(t *testing.T) { t.Skip("not yet") }
