package text

import "testing"

func TestSlug(t *testing.T) {
	cases := map[string]string{
		"Hello, World!": "hello-world",
		" a  b ":        "a-b",
		"Fünf Äpfel":    "fünf-äpfel",
		"":              "",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			if got := Slug(text); got != want {
				t.Errorf("Slug(%q) = %q, want %q", text, got, want)
			}
		})
	}
}
