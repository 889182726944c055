// Package text has small functions on texts.
package text

import "strings"

// Words splits a text at its spaces.
func Words(text string) []string {
	return strings.Fields(text)
}
