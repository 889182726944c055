package absent

import (
	"testing"

	"example.com/notes/auth"
	"example.com/notes/user"
)

func TestAbsent(t *testing.T) { auth.Login(user.Gone) }
