"""Says that the service is there."""

from collections.abc import Callable
from typing import Any


def routes() -> dict[str, Callable[[Any], tuple[int, dict[str, Any]]]]:
    return {"GET /health": lambda request: (200, {"status": "ok"})}
