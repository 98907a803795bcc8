"""The numbers say how the instance is, and nothing of anyone."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from prometheus_client.mmap_dict import mmap_key
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from pytest_django import Settings

from apps.mail import gauges
from intro_net.celery import app
from intro_net.launch.counting import SIZE
from intro_net.metrics import page, requests, tasks
from tests.test_access import names_of
from tests.world import make_world

STATUSES = ("2xx", "3xx", "4xx", "5xx")


def samples(text: str) -> Iterator[Sample]:
    for family in text_string_to_metric_families(text):
        yield from family.samples


def total(text: str, name: str, **labels: str) -> float:
    """Over all samples that have these labels."""
    return sum(one.value for one in samples(text) if one.name == name and labels.items() <= one.labels.items())


def pages() -> set[str]:
    names = {name for _, name in names_of(get_resolver().url_patterns) if not name.startswith("admin:")}
    return names | {"admin", "nowhere"}


def known_tasks() -> set[str]:
    app.loader.import_default_modules()
    return set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_metrics_of_a_world_with_one_of_everything_name_nobody() -> None:
    world = make_world()

    text = Client().get("/metrics").content.decode()

    known = {one.value for one in samples(text) if one.name == "intro_net_outbox_mails"}
    assert known != set()
    for person in world.people.values():
        assert person.email not in text
        assert f'"{person.profile.name}"' not in text
    assert world.circle.tag not in text


@pytest.mark.django_db(transaction=True)
def test_gauges_are_missing_while_the_database_does_not_answer_and_the_rest_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(at: object) -> gauges.Values:
        raise RuntimeError("CANARY")

    broken = gauges.Gauge("outbox_mails", "Mails in the outbox", ["state", "lane"], fail)
    monkeypatch.setattr(gauges, "_gauges", [broken])

    text = page.text(at=timezone.now())[0].decode()

    assert total(text, "intro_net_database_answers") == 0
    assert "intro_net_requests" in text
    assert "CANARY" not in text


def test_all_that_can_be_counted_fits_into_its_file() -> None:
    """So that no page of it is ever written to that the disk has no room for."""
    requested = [
        (view, method, status) for view in pages() for method in (*requests.METHODS, "other") for status in STATUSES
    ]
    outcomes = [(name, outcome) for name in known_tasks() for outcome in ("success", "failure", "retry", "rejected")]
    counters = sum(size(requests.REQUESTS, labels) for labels in requested)
    counters += sum(size(tasks.TASKS, labels) for labels in outcomes)
    seconds = sum(size(requests.SECONDS, (view,), "_bucket", "+Inf") for view in pages()) * 12
    seconds += sum(size(tasks.SECONDS, (name,), "_bucket", "+Inf") for name in known_tasks()) * 12

    assert 2 * max(counters, seconds) < 3 * SIZE  # room for half as much again
    assert max(counters, seconds) < SIZE


def size(metric: object, labels: tuple[str, ...], suffix: str = "_total", le: str = "") -> int:
    name, names = metric._name, list(metric._labelnames)  # type: ignore[attr-defined]  # there is no other way to them
    values = [*labels, *([le] if le else [])]
    about = metric._documentation  # type: ignore[attr-defined]
    return len(mmap_key(name, name + suffix, [*names, *(["le"] if le else [])], values, about)) + 32


@pytest.mark.django_db(transaction=True)
def test_metrics_are_for_whoever_carries_the_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a secret of ours"
    browser = Client()

    with_it = browser.get("/metrics", headers={"authorization": "Bearer a secret of ours"})
    nothing = browser.get("/nowhere/")

    assert with_it.status_code == 200
    for given in ({}, {"authorization": "Bearer a secret"}, {"authorization": "a secret of ours"}):
        answer = browser.get("/metrics", headers=given)
        assert (answer.status_code, answer.content, dict(answer.headers)) == (
            404,
            nothing.content,
            dict(nothing.headers),
        )


@pytest.mark.django_db(transaction=True)
def test_metrics_without_a_token_are_for_this_machine_alone(settings: Settings) -> None:
    browser = Client()
    assert browser.get("/metrics").status_code == 200
    assert browser.get("/metrics", REMOTE_ADDR="192.168.1.7").status_code == 404
    assert browser.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404

    settings.LOCAL = False

    assert browser.get("/metrics").status_code == 404
