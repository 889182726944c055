"""Prints the words of its arguments, one a line."""

import sys

from texts.words import words

print("\n".join(words(" ".join(sys.argv[1:]))))
