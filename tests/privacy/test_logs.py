"""No log line of any process says anything of anyone."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from intro_net.logs import context
from intro_net.logs.formatting import JsonFormatter, LineFormatter
from intro_net.logs.requests import RequestMiddleware

CANARY = "canary@example.org"


def record(message: object, *args: object, name: str = "apps.x", **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


def nested_error() -> logging.LogRecord:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            error.add_note(CANARY)
            raise KeyError(CANARY) from error
    except KeyError:
        made = record("it broke")
        made.exc_info = sys.exc_info()
    return made


def request_record() -> logging.LogRecord:
    request = RequestFactory().get(f"/invitation/{CANARY}/?q={CANARY}")
    return record("%s: %s", "Not Found", request.path, request=request, status_code=404)


TOKEN = "eyJpZCI6MSwibWFpbGVkIjoxfQ:1xW0Fw:E-oTziX05ECkYA6pVebl7ZGq1DjhJDtkWl7OsnSeoVM"
CARELESS: dict[str, logging.LogRecord] = {
    "exception with a cause and a note": nested_error(),
    "exception as the message": record(ValueError(CANARY)),
    "exception as an argument": record("could not: %s", ValueError(CANARY)),
    "object as an argument": record("could not: %r", {"email": CANARY}),
    "request": request_record(),
    "task": record("%(name)s%(exc)s%(args)s%(kwargs)s", {"name": "n", "exc": CANARY, "args": CANARY, "kwargs": CANARY}),
    "anything beside the message": record("hello", data={"args": CANARY}, user=CANARY),
    "address in a sentence": record(f"no mail to <{CANARY}>"),
    "link": record(f"see https://example.org/{CANARY}/"),
    "query": record(f"GET /people/?q={CANARY} HTTP/1.1"),
}


@pytest.mark.parametrize("what", CARELESS)
@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter()])
def test_careless_record_is_written_down_carefully(what: str, formatter: logging.Formatter) -> None:
    assert "canary" not in formatter.format(CARELESS[what])


@pytest.mark.parametrize("what", sorted(set(CARELESS) - {"anything beside the message"}))
def test_python_itself_would_write_it_down(what: str) -> None:
    record = CARELESS[what]
    try:
        assert "canary" in logging.Formatter().format(record)
    finally:
        record.exc_text = None


def test_token_and_a_persons_machine_are_cut_out_and_our_own_stay() -> None:
    text = LineFormatter().format(record("%s from %s at http://127.0.0.1:8000 (17)", TOKEN, "203.0.113.9"))

    assert text.endswith("apps.x … from … at http://127.0.0.1:8000 (17)")


def test_line_of_json_has_the_named_fields_and_no_other() -> None:
    line = json.loads(JsonFormatter().format(record("hello", view="home", status=200, user=CANARY)))

    assert list(line) == ["time", "level", "logger", "message", "view", "status"]
    assert line["time"].endswith("Z")


@pytest.fixture
def heard(settings: Settings) -> Iterator[list[str]]:
    settings.BEHIND_PROXY = True
    context.request_id.set("")
    yield []
    assert context.request_id.get() == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789ABCDEF", True),
        ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", True),
        ("mina-has-a-name-of-her-own", False),
        ("0123", False),
        ("0" * 65, False),
        ("0123456789abcdef\n", False),
    ],
)
def test_request_id_of_the_proxy_is_taken_where_it_is_well_formed(given: str, kept: bool, heard: list[str]) -> None:
    def page(_: object) -> HttpResponse:
        heard.append(context.request_id.get())
        return HttpResponse("hello")

    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    response = RequestMiddleware(page)(request)

    assert (heard[0] == given) == kept
    assert response["X-Request-ID"] == heard[0]


def test_request_id_of_a_visitor_is_not_taken(heard: list[str], settings: Settings) -> None:
    settings.BEHIND_PROXY = False
    request = RequestFactory().get("/", headers={"X-Request-ID": "0123456789abcdef"})

    response = RequestMiddleware(lambda _: HttpResponse("hello"))(request)

    assert response["X-Request-ID"] != "0123456789abcdef"


@pytest.mark.django_db
def test_page_that_does_not_exist_carries_no_request_id() -> None:
    assert "X-Request-ID" not in Client().get("/nowhere/").headers
    assert "X-Request-ID" in Client().get("/").headers
