package panics

import (
	"testing"

	"example.com/notes/user"
)

func TestBefore(t *testing.T) {}

func TestPanics(t *testing.T) { user.Crash(nil) }
