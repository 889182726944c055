"""JSON Web Tokens, signed with HMAC-SHA256 (RFC 7519, RFC 7515)."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from src.errors import HttpError

HEADER = {"alg": "HS256", "typ": "JWT"}


def sign_token(claims: dict[str, Any], secret: str, lifetime: int, now: float | None = None) -> str:
    """Signs claims that hold for `lifetime` seconds."""
    issued = int(time.time() if now is None else now)
    payload = {**claims, "iat": issued, "exp": issued + lifetime}
    signed = f"{_encode(json.dumps(HEADER).encode())}.{_encode(json.dumps(payload).encode())}"
    return f"{signed}.{_encode(_signature(signed, secret))}"


def verify_token(token: str, secret: str, now: float | None = None) -> dict[str, Any]:
    """The claims of a token that is ours and not too old; 401 for any other."""
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_encode(_signature(signed, secret)), signature):
        raise HttpError(401, "the token is not valid")
    claims: dict[str, Any] = json.loads(_decode(signed.split(".")[1]))
    if claims["exp"] <= (time.time() if now is None else now):
        raise HttpError(401, "the token has expired")
    return claims


def _signature(text: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
