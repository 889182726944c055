package text

import (
	"strings"
	"unicode"
)

// Slug gives a text the form of a path: lower case, its words joined by "-".
func Slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, "-")
}
