"""Registration, login, refresh, and who one is."""

from collections.abc import Callable
from typing import Any

from src.errors import HttpError
from src.services.auth import AuthService


def routes(auth: AuthService) -> dict[str, Callable[[Any], tuple[int, dict[str, Any]]]]:
    def register(request: Any) -> tuple[int, dict[str, Any]]:
        return 201, auth.register(_text(request, "email"), _text(request, "password")).public()

    def login(request: Any) -> tuple[int, dict[str, Any]]:
        return 200, {**auth.login(_text(request, "email"), _text(request, "password"))}

    def refresh(request: Any) -> tuple[int, dict[str, Any]]:
        return 200, {**auth.refresh(_text(request, "refresh"))}

    def me(request: Any) -> tuple[int, dict[str, Any]]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer":
            raise HttpError(401, "a bearer token is missing")
        return 200, auth.authenticate(token).public()

    return {
        "POST /auth/register": register,
        "POST /auth/login": login,
        "POST /auth/refresh": refresh,
        "GET /auth/me": me,
    }


def _text(request: Any, name: str) -> str:
    value = request.body.get(name)
    if not isinstance(value, str):
        raise HttpError(400, f"{name} is missing")
    return value
