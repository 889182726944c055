import pytest

from src.errors import HttpError
from src.security import sign_token, verify_token


def test_a_token_holds_its_claims_until_it_expires() -> None:
    token = sign_token({"sub": "1"}, "secret", 60, now=1000)
    assert verify_token(token, "secret", now=1059)["sub"] == "1"
    with pytest.raises(HttpError, match="expired"):
        verify_token(token, "secret", now=1060)


def test_a_token_of_somebody_else_is_refused() -> None:
    token = sign_token({"sub": "1"}, "secret", 60)
    with pytest.raises(HttpError, match="not valid"):
        verify_token(token, "other")
