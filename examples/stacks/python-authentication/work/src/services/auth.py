"""Registration and login."""

import hashlib
import hmac
import secrets
from typing import Any

from src.errors import HttpError
from src.models.user import User, create_user
from src.repositories.user import UserRepository
from src.security import sign_token, verify_token

ACCESS_SECONDS = 15 * 60
REFRESH_SECONDS = 7 * 24 * 60 * 60


class AuthService:
    def __init__(self, users: UserRepository, secret: str) -> None:
        self._users = users
        self._secret = secret

    def register(self, email: str, password: str) -> User:
        """Makes a user; 400 for a password under 8 characters."""
        if len(password) < 8:
            raise HttpError(400, "the password is too short")
        user = create_user(email, _hash(password, secrets.token_bytes(16)))
        self._users.add(user)
        return user

    def login(self, email: str, password: str) -> dict[str, str]:
        """Tokens for a user; 401 where address or password are wrong."""
        user = self._users.find_by_email(email)
        if user is None or not _matches(password, user.password_hash):
            raise HttpError(401, "address or password are wrong")
        return self._tokens(user)

    def refresh(self, token: str) -> dict[str, str]:
        """Fresh tokens for a refresh token."""
        return self._tokens(self._user_of(token, "refresh"))

    def authenticate(self, token: str) -> User:
        """The user of an access token."""
        return self._user_of(token, "access")

    def _user_of(self, token: str, use: str) -> User:
        claims: dict[str, Any] = verify_token(token, self._secret)
        user = self._users.find_by_id(claims["sub"])
        if user is None or claims["use"] != use:
            raise HttpError(401, "the token is not valid")
        return user

    def _tokens(self, user: User) -> dict[str, str]:
        lifetimes = {"access": ACCESS_SECONDS, "refresh": REFRESH_SECONDS}
        return {use: sign_token({"sub": user.id, "use": use}, self._secret, s) for use, s in lifetimes.items()}


def _hash(password: str, salt: bytes) -> str:
    return f"{salt.hex()}:{hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1).hex()}"


def _matches(password: str, kept: str) -> bool:
    salt = bytes.fromhex(kept.split(":")[0])
    return hmac.compare_digest(_hash(password, salt), kept)
