from texts.words import words


def test_a_text_is_split_at_its_spaces() -> None:
    assert words("  one two ") == ["one", "two"]
