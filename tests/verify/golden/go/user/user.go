package user

import "strings"

// Normalize gives an address as it is kept.
func Normalize(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// Crash panics.
func Crash(m map[string]int) { m["a"] = 1 }
