"""Splits texts."""


def words(text: str) -> list[str]:
    """The words of a text, split at its spaces."""
    return text.split()
