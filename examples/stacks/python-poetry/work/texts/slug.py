"""Makes slugs."""

import re


def slug(text: str) -> str:
    """The words of a text in lower case, joined by "-"."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))
