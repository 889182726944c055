"""Keeps users, in memory."""

from src.errors import HttpError
from src.models.user import User


class UserRepository:
    def __init__(self) -> None:
        self._by_email: dict[str, User] = {}

    def add(self, user: User) -> None:
        """Keeps a user; 409 where the address is taken."""
        if user.email in self._by_email:
            raise HttpError(409, "the address is taken")
        self._by_email[user.email] = user

    def find_by_email(self, email: str) -> User | None:
        return self._by_email.get(email.strip().lower())

    def find_by_id(self, user_id: str) -> User | None:
        return next((user for user in self._by_email.values() if user.id == user_id), None)
