"""Joins the routes of the API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from src.api.health.routes import routes as health
from src.errors import HttpError


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Response:
    status: int
    body: dict[str, Any]


Handler = Callable[[Request], tuple[int, dict[str, Any]]]


class App:
    """Answers a request by the handler of its method and path."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {**health()}

    def handle(self, request: Request) -> Response:
        handler = self._handlers.get(f"{request.method} {request.path}")
        try:
            if handler is None:
                raise HttpError(404, "no such path")
            return Response(*handler(request))
        except HttpError as error:
            return Response(error.status, {"error": error.message})
