from src.app import App, Request

ADA = {"email": "ada@example.org", "password": "correct horse"}


def test_from_registration_over_login_and_refresh_to_oneself() -> None:
    app = App("secret")
    registered = app.handle(Request("POST", "/auth/register", ADA))
    tokens = app.handle(Request("POST", "/auth/login", ADA)).body
    fresh = app.handle(Request("POST", "/auth/refresh", {"refresh": tokens["refresh"]})).body
    me = app.handle(Request("GET", "/auth/me", headers={"authorization": f"Bearer {fresh['access']}"}))
    assert (me.status, me.body) == (200, registered.body)


def test_a_second_registration_and_a_wrong_login_are_refused() -> None:
    app = App("secret")
    app.handle(Request("POST", "/auth/register", ADA))
    assert app.handle(Request("POST", "/auth/register", ADA)).status == 409
    assert app.handle(Request("POST", "/auth/login", {**ADA, "password": "wrong horse"})).status == 401
