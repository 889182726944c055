"""A user of the service."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from src.errors import HttpError

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class User:
    id: str
    email: str
    password_hash: str

    def public(self) -> dict[str, Any]:
        """What others may see: no hash."""
        return {"id": self.id, "email": self.email}


def create_user(email: str, password_hash: str) -> User:
    """Makes a user; 400 for a wrong address."""
    address = email.strip().lower()
    if not ADDRESS.fullmatch(address):
        raise HttpError(400, "email is not an address")
    return User(str(uuid.uuid4()), address, password_hash)
