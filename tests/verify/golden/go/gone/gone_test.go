package gone

import (
	"testing"

	"example.com/notes/user"
)

func TestGone(t *testing.T) {
	user.Gone()
	var x int = "a"
}
