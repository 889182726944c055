import pytest

from src.errors import HttpError
from src.models.user import create_user
from src.repositories.user import UserRepository


def test_a_user_is_found_by_address_and_id() -> None:
    users = UserRepository()
    ada = create_user("ada@example.org", "hash")
    users.add(ada)
    assert users.find_by_email(" ADA@example.org") == ada
    assert users.find_by_id(ada.id) == ada


def test_who_is_not_there_is_none() -> None:
    assert UserRepository().find_by_email("ada@example.org") is None
    assert UserRepository().find_by_id("1") is None


def test_an_address_is_taken_once() -> None:
    users = UserRepository()
    users.add(create_user("ada@example.org", "hash"))
    with pytest.raises(HttpError) as refused:
        users.add(create_user("ada@example.org", "other"))
    assert refused.value.status == 409
