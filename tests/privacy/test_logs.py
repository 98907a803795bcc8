"""No log line of any process says anything of anyone."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from intro_net.logs import context
from intro_net.logs.formatting import JsonFormatter, LineFormatter
from intro_net.logs.requests import RequestMiddleware
from tests.privacy.evidence import PROCESSES, Evidence

CANARY = "canary@example.org"
WHOLE = pytest.mark.xdist_group("evidence")


def parsed(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines if line.startswith("{")]


def of_request(evidence: Evidence, name: str) -> dict[str, list[dict[str, Any]]]:
    wanted = evidence.request_ids[name]
    return {
        process: [line for line in parsed(evidence.lines[process]) if line.get("request_id") == wanted]
        for process in PROCESSES
    }


@WHOLE
@pytest.mark.parametrize("process", PROCESSES)
def test_log_of_a_whole_instance_says_nothing_of_anyone(process: str, evidence: Evidence) -> None:
    text = "\n".join(evidence.lines[process])

    assert evidence.found_in(text) == set()
    assert "127.0.0.1 " not in text


@WHOLE
@pytest.mark.parametrize("process", ["web", "beat"])
def test_every_line_is_one_of_json(process: str, evidence: Evidence) -> None:
    """Also before the settings are read, and while stopping. A worker says one line of its own when it stops."""
    assert [line for line in evidence.lines[process] if not line.startswith("{")] == []


@WHOLE
def test_what_broke_is_found_in_the_log_by_its_request(evidence: Evidence) -> None:
    found = of_request(evidence, "broken")

    views = [line["view"] for line in found["web"] if "view" in line]
    errors = [line["exception"].splitlines()[-1] for line in found["web"] + found["quick"] if "exception" in line]
    assert views == ["broken"]
    assert errors == ["ValueError", "KeyError"]
    assert any("tests/privacy/faulty/views.py" in line.get("exception", "") for line in found["web"])


@WHOLE
def test_task_carries_its_own_id_and_that_of_the_request_that_rang(evidence: Evidence) -> None:
    lines = of_request(evidence, "broken")["quick"]

    assert {line["task"] for line in lines} == {"tests.privacy.faulty.tasks.give_up"}
    assert len({line["task_id"] for line in lines}) == 1
    from_beat = [line for line in parsed(evidence.lines["quick"]) if "task" in line and "request_id" not in line]
    assert "apps.mail.tasks.deliver_quick" in {line["task"] for line in from_beat}


@WHOLE
def test_every_page_and_task_of_the_main_flows_is_in_the_log(evidence: Evidence) -> None:
    """The log that was searched is one in which something could have been found."""
    pages = {line.get("view") for line in parsed(evidence.lines["web"])}
    tasks = {line.get("task") for process in PROCESSES for line in parsed(evidence.lines[process])}

    assert pages >= {
        "account_signup", "account_login", "account_confirm_login_code", "profiles:edit", "profiles:add_trait",
        "circles:invite", "circles:invitation", "introductions:introduce", "introductions:answer",
        "introductions:conversation", "digests:unsubscribe", "broken", "nowhere",
    }  # fmt: skip
    assert tasks >= {
        "apps.mail.tasks.deliver_mail",
        "apps.mail.tasks.deliver_bulk",
        "apps.matching.tasks.follow_changes",
    }


@WHOLE
def test_what_a_visitor_calls_a_request_counts_for_nothing_unless_it_is_an_id(evidence: Evidence) -> None:
    made_up = evidence.request_ids["made up"]

    assert len(made_up) == 32
    assert all(letter in "0123456789abcdef" for letter in made_up)


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
