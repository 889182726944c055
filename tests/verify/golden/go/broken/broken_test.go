package broken

import "testing"

func TestMissing(t *testing.T) {
	if NewUser("a") == nil {
		t.Fatal("none")
	}
	_ = hash.Sum
}
