from src.app import App, Request


def test_the_service_says_that_it_is_there() -> None:
    assert App().handle(Request("GET", "/health")).status == 200


def test_an_unknown_path_is_answered_with_404() -> None:
    assert App().handle(Request("GET", "/nothing")).body == {"error": "no such path"}
