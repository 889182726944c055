import pytest

from src.errors import HttpError
from src.models.user import create_user


def test_an_address_has_one_spelling() -> None:
    assert create_user("  Ada@Example.ORG ", "hash").email == "ada@example.org"


def test_each_user_has_an_id_of_their_own() -> None:
    assert create_user("a@example.org", "hash").id != create_user("a@example.org", "hash").id


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.org"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(HttpError) as refused:
        create_user(email, "hash")
    assert refused.value.status == 400


def test_the_hash_is_not_shown() -> None:
    user = create_user("ada@example.org", "hash")
    assert user.public() == {"id": user.id, "email": "ada@example.org"}
