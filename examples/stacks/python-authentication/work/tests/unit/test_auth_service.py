import pytest

from src.errors import HttpError
from src.repositories.user import UserRepository
from src.services.auth import AuthService

EMAIL, PASSWORD = "ada@example.org", "correct horse"


@pytest.fixture
def auth() -> AuthService:
    service = AuthService(UserRepository(), "secret")
    service.register(EMAIL, PASSWORD)
    return service


def test_the_password_is_not_kept(auth: AuthService) -> None:
    user = auth.authenticate(auth.login(EMAIL, PASSWORD)["access"])
    assert user.email == EMAIL
    assert PASSWORD not in user.password_hash


def test_a_short_password_is_refused(auth: AuthService) -> None:
    with pytest.raises(HttpError) as refused:
        auth.register("bob@example.org", "1234567")
    assert refused.value.status == 400
    auth.register("bob@example.org", "12345678")


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong horse"), ("bob@example.org", PASSWORD)])
def test_wrong_credentials_are_refused_alike(auth: AuthService, email: str, password: str) -> None:
    with pytest.raises(HttpError, match="address or password are wrong") as refused:
        auth.login(email, password)
    assert refused.value.status == 401


def test_neither_token_is_taken_for_the_other(auth: AuthService) -> None:
    tokens = auth.login(EMAIL, PASSWORD)
    assert auth.authenticate(auth.refresh(tokens["refresh"])["access"]).email == EMAIL
    with pytest.raises(HttpError, match="not valid"):
        auth.refresh(tokens["access"])
    with pytest.raises(HttpError, match="not valid"):
        auth.authenticate(tokens["refresh"])
