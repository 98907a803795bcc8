"""What a whole instance wrote while people did what people do: its logs, its numbers and what it told a Sentry say
nothing of anyone, and yet enough to find out what broke."""

import json
from typing import Any

import pytest

from intro_net.version import VERSION
from tests.privacy.evidence import PROCESSES, Evidence, gather
from tests.privacy.test_metrics import known_tasks, pages, samples, total


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return gather(tmp_path_factory.mktemp("evidence") / "instance")


def parsed(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines if line.startswith("{")]


def of_request(evidence: Evidence, name: str) -> dict[str, list[dict[str, Any]]]:
    wanted = evidence.request_ids[name]
    return {
        process: [line for line in parsed(evidence.lines[process]) if line.get("request_id") == wanted]
        for process in PROCESSES
    }


def events(evidence: Evidence) -> list[dict[str, Any]]:
    return [json.loads(line) for envelope in evidence.envelopes for line in envelope.splitlines()[2::2]]


@pytest.mark.parametrize("process", PROCESSES)
def test_log_of_a_whole_instance_says_nothing_of_anyone(process: str, evidence: Evidence) -> None:
    text = "\n".join(evidence.lines[process])

    assert evidence.found_in(text) == set()
    assert "127.0.0.1 " not in text


@pytest.mark.parametrize("process", ["web", "beat"])
def test_every_line_is_one_of_json(process: str, evidence: Evidence) -> None:
    """Also before the settings are read, and while stopping. A worker says one line of its own when it stops."""
    assert [line for line in evidence.lines[process] if not line.startswith("{")] == []


def test_what_broke_is_found_in_the_log_by_its_request(evidence: Evidence) -> None:
    found = of_request(evidence, "broken")

    views = [line["view"] for line in found["web"] if "view" in line]
    errors = [line["exception"].splitlines()[-1] for line in found["web"] + found["quick"] if "exception" in line]
    assert views == ["broken"]
    assert errors == ["ValueError", "KeyError"]
    assert any("tests/privacy/faulty/views.py" in line.get("exception", "") for line in found["web"])


def test_task_carries_its_own_id_and_that_of_the_request_that_rang(evidence: Evidence) -> None:
    lines = of_request(evidence, "broken")["quick"]

    assert {line["task"] for line in lines} == {"tests.privacy.faulty.tasks.give_up"}
    assert len({line["task_id"] for line in lines}) == 1
    from_beat = [line for line in parsed(evidence.lines["quick"]) if "task" in line and "request_id" not in line]
    assert "apps.mail.tasks.deliver_quick" in {line["task"] for line in from_beat}


def test_every_page_and_task_of_the_main_flows_is_in_the_log(evidence: Evidence) -> None:
    """The log that was searched is one in which something could have been found."""
    pages = {line.get("view") for line in parsed(evidence.lines["web"])}
    tasks = {line.get("task") for process in PROCESSES for line in parsed(evidence.lines[process])}

    assert pages >= {
        "account_signup", "account_login", "account_confirm_login_code", "profiles:edit", "profiles:add_trait",
        "circles:invite", "circles:invitation", "bench:introduce", "introductions:answer",
        "introductions:conversation", "digests:unsubscribe", "broken", "nowhere",
    }  # fmt: skip
    assert tasks >= {
        "apps.mail.tasks.deliver_mail",
        "apps.mail.tasks.deliver_bulk",
        "apps.matching.tasks.follow_changes",
    }


def test_what_a_visitor_calls_a_request_counts_for_nothing_unless_it_is_an_id(evidence: Evidence) -> None:
    made_up = evidence.request_ids["made up"]

    assert len(made_up) == 32
    assert all(letter in "0123456789abcdef" for letter in made_up)


def test_metrics_of_a_whole_instance_say_nothing_of_anyone(evidence: Evidence) -> None:
    assert evidence.found_in(evidence.metrics) == set()


def test_metrics_add_up_what_all_processes_did(evidence: Evidence) -> None:
    text = evidence.metrics

    assert total(text, "intro_net_requests_total", view="introductions:answer", method="POST", status="3xx") == 2
    assert total(text, "intro_net_requests_total", view="broken", status="5xx") == 1
    assert total(text, "intro_net_request_seconds_count", view="introductions:answer") == 2
    give_up = "tests.privacy.faulty.tasks.give_up"
    assert total(text, "intro_net_tasks_total", task=give_up, outcome="failure") == 1
    assert total(text, "intro_net_task_seconds_count", task="apps.mail.tasks.deliver_bulk") > 0
    assert total(text, "intro_net_refresh_seconds_count", extent="circle") > 0
    assert total(text, "intro_net_outbox_mails", state="sent", lane="quick") >= 7
    assert total(text, "intro_net_outbox_mails", state="sent", lane="bulk") >= 1
    assert total(text, "intro_net_database_answers") == 1


def test_labels_are_names_of_ours_and_few(evidence: Evidence) -> None:
    views = {one.labels["view"] for one in samples(evidence.metrics) if "view" in one.labels}
    names = {one.labels["task"] for one in samples(evidence.metrics) if "task" in one.labels}

    assert views <= pages() | {"broken"}
    assert names <= known_tasks() | {"tests.privacy.faulty.tasks.give_up"}
    known = {"view", "method", "status", "task", "outcome", "extent", "stage", "state", "lane", "kind", "le"}
    assert {label for one in samples(evidence.metrics) for label in one.labels} == known


def test_sentry_is_told_of_what_broke_and_of_nobody(evidence: Evidence) -> None:
    told = {event["transaction"]: [one["type"] for one in event["exception"]["values"]] for event in events(evidence)}

    assert told["tests.privacy.faulty.tasks.give_up"] == ["ValueError", "KeyError"]
    assert told["/broken/{token}/"][-1] == "ValueError"
    assert evidence.found_in("".join(evidence.envelopes)) == set()


def test_sentry_event_leads_to_the_log_and_names_the_version(evidence: Evidence) -> None:
    assert {event["tags"]["request_id"] for event in events(evidence)} == {evidence.request_ids["broken"]}
    assert {event["release"] for event in events(evidence)} == {VERSION}


def test_sentry_event_holds_neither_variables_nor_request_nor_messages(evidence: Evidence) -> None:
    for event in events(evidence):
        assert {"request", "user", "extra", "breadcrumbs", "contexts", "modules", "server_name"} & set(event) == set()
        assert {one["value"] for one in event["exception"]["values"]} == {""}
        frames = [frame for one in event["exception"]["values"] for frame in one["stacktrace"]["frames"]]
        assert not any("vars" in frame for frame in frames)
