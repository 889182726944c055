import pytest

from texts.slug import slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World!", "hello-world"),
        (" a  b ", "a-b"),
        ("Fünf Äpfel", "fünf-äpfel"),
        ("", ""),
    ],
)
def test_the_slug_of_a_text(text: str, expected: str) -> None:
    assert slug(text) == expected
