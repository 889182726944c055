import pytest

from src.app import App, Request

ADA = {"email": "ada@example.org", "password": "correct horse"}


def test_who_registers_can_log_in() -> None:
    app = App()
    assert app.handle(Request("POST", "/auth/register", ADA)).status == 201
    assert set(app.handle(Request("POST", "/auth/login", ADA)).body) == {"access", "refresh"}


@pytest.mark.parametrize("body", [{}, {"email": 1, "password": "x"}, {"email": "ada@example.org"}])
def test_a_wrong_body_is_answered_with_400(body: dict[str, object]) -> None:
    assert App().handle(Request("POST", "/auth/login", body)).status == 400


def test_without_a_bearer_token_one_is_nobody() -> None:
    answer = App().handle(Request("GET", "/auth/me", headers={"authorization": "Basic abc"}))
    assert (answer.status, answer.body) == (401, {"error": "a bearer token is missing"})
