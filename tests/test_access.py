"""The access matrix: access.yaml says for every URL and method what each kind of person gets."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from tests.world import PERSONAS, World

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST")
# In the world of the matrix: no mailbox on a public instance, no token for the numbers, neither picture nor imprint of
# the place, and nothing left to set up.
NOT_THERE = ("mail:", "metrics", "instance:picture", "instance:imprint", "staff:setup")
# Values of no object.
NOWHERE = {"tag": "nowhere", "kind": "person"}


@cache
def matrix() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text(encoding="utf-8"))
    return loaded


def cells() -> list[tuple[str, str]]:
    return [(name, method) for name, row in matrix()["urls"].items() for method in METHODS if method in row]


def names_of(patterns: list[Any], namespace: str = "", route: str = "") -> list[tuple[str, str]]:
    """(route, name) of every pattern below."""
    found: list[tuple[str, str]] = []
    for entry in patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += names_of(entry.url_patterns, inner, here)
        elif isinstance(entry, URLPattern):
            found.append((here, f"{namespace}{entry.name}"))
    return found


def test_every_url_of_the_project_is_in_the_matrix() -> None:
    groups = tuple(matrix()["groups"])
    ours = {name for route, name in names_of(get_resolver().url_patterns) if not route.startswith(groups)}

    assert ours == set(matrix()["urls"])


def test_every_row_says_what_each_kind_of_person_gets_for_each_method() -> None:
    for name, row in matrix()["urls"].items():
        assert set(METHODS) <= set(row), name
        for method in METHODS:
            assert len(str(row[method]).split()) in {1, len(PERSONAS)}, (name, method)


def test_what_is_hidden_from_somebody_is_there_for_somebody_else() -> None:
    for name, method in cells():
        told = set(expected(name, method).values())
        assert "404" not in told or told & {"200", "302", "405", "422"} or name.startswith(NOT_THERE), (name, method)


def expected(name: str, method: str) -> dict[str, str]:
    words = str(matrix()["urls"][name][method]).split()
    return dict(zip(PERSONAS, words * len(PERSONAS) if len(words) == 1 else words, strict=False))


def ask(world: World, persona: str, method: str, url: str, data: dict[str, Any]) -> HttpResponseBase:
    client = Client()
    if persona != "anonymous":
        client.force_login(world.people[persona])
    with transaction.atomic():
        response: HttpResponseBase = client.get(url) if method == "GET" else client.post(url, data)
        transaction.set_rollback(True)
    return response


def answer_of(response: HttpResponseBase) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/"):
        return "login"
    if isinstance(response, HttpResponse) and b"<h1>You are signed out here</h1>" in response.content:
        return "login"
    return str(response.status_code)


def everything(response: Any) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in response.headers.items() if name != "Date"}
    return response.status_code, headers, response.content


@pytest.mark.parametrize(("name", "method"), cells())
def test_each_kind_of_person_gets_what_the_matrix_says(
    name: str, method: str, world: World, settings: Settings
) -> None:
    # As on a public instance: no mailbox.
    settings.LOCAL = False
    row = matrix()["urls"][name]
    words = row.get("args", {})
    data = {key: world.values.get(value, value) for key, value in row.get("data", {}).items()}
    url = reverse(name, kwargs={key: world.values[value] for key, value in words.items()})
    nowhere = reverse(
        name, kwargs={key: NOWHERE.get(key, "x" if "token" in value else 999999) for key, value in words.items()}
    )

    got = {}
    for persona in PERSONAS:
        response = ask(world, persona, method, url, data)
        got[persona] = answer_of(response)
        if got[persona] == "404" and words:
            assert everything(response) == everything(ask(world, persona, method, nowhere, data)), persona

    assert " ".join(got.values()) == " ".join(expected(name, method).values())
