"""Every page of the project that somebody gets, by the access matrix, with a browser that is signed in as somebody who
gets it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from apps.profiles.towns.making import make
from tests.instance import Instance, running
from tests.profiles.towns import TOWNS

SAME_ON_BOTH = "a browser gets the same pages from either database: on the embedded default, or in a soak"
PERSONAS = ("anonymous", "stranger", "member", "curator", "blocked", "suspended", "staff")
# Who sees most comes first.
CHOSEN = ("member", "curator", "staff", "anonymous")
# Run inside an instance. The first makes a session for somebody, and people who are not there yet.
SESSION = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests.factories import go_on_counting

go_on_counting()

def cookie(user):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
"""
# The matrix's world, its addresses, a session for everybody, and allauth's own pages.
SCENE = (
    SESSION
    + """
from django.urls import NoReverseMatch, get_resolver, reverse
from tests.test_access import matrix, names_of
from tests.world import make_world

world = make_world()

def address(name, words):
    try:
        return reverse(name, kwargs={key: world.values[value] for key, value in words.items()})
    except NoReverseMatch:
        return None

ours = {name: address(name, row.get("args", {})) for name, row in matrix()["urls"].items()}
names = [name for route, name in names_of(get_resolver().url_patterns) if route.startswith("accounts/")]
theirs = {name: path for name in names if (path := address(name, {}))}
cookies = {name: cookie(world.people[name]) for name in ("member", "curator", "staff")}
print(json.dumps({"ours": ours, "theirs": theirs, "cookies": cookies}))
"""
)


@dataclass(frozen=True)
class Place:
    name: str
    path: str
    persona: str


@dataclass(frozen=True)
class Everywhere:
    instance: Instance
    cookies: dict[str, str]
    places: list[Place]

    def context(self, browser: Browser, persona: str, **options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        if persona in self.cookies:
            context.add_cookies([{"name": "sessionid", "value": self.cookies[persona], "url": self.instance.url}])
        return context

    def pages(self, browser: Browser, **options: Any) -> Iterator[tuple[Place, Page]]:
        """A page of each place, opened by somebody who gets it; places that lead elsewhere are left out."""
        for persona in CHOSEN:
            context = self.context(browser, persona, **options)
            page, seen = context.new_page(), set[str]()
            for place in self.places:
                if place.persona != persona:
                    continue
                answer = page.goto(self.instance.url + place.path)
                assert answer is not None, place
                # A piece for htmx is no page, and many addresses lead to one.
                where = page.url.partition("?")[0]
                if where not in seen and answer.status < 300 and page.locator("html[lang]").count():
                    seen.add(where)
                    yield place, page
            context.close()


@contextmanager
def everywhere(folder: Path) -> Iterator[Everywhere]:
    """No workers: the pages stand as the world was made."""
    make(TOWNS, folder / "towns")
    with running(folder, "web", sink=None, TOWNS_DIR=str(folder / "towns")) as instance:
        told = json.loads(instance.python(SCENE).splitlines()[-1])
        places = [*_ours(told["ours"]), *_theirs(told["theirs"])]
        yield Everywhere(instance, told["cookies"], places)


def _ours(paths: dict[str, str | None]) -> Iterator[Place]:
    matrix = yaml.safe_load((Path(__file__).parent.parent / "access.yaml").read_text(encoding="utf-8"))
    for name, row in matrix["urls"].items():
        words = str(row["GET"]).split()
        got = dict(zip(PERSONAS, words * len(PERSONAS) if len(words) == 1 else words, strict=False))
        persona = next((one for one in CHOSEN if got[one] == "200"), None)
        path = paths[name]
        if persona and path:
            yield Place(name, path, persona)
    # What everybody may look at on a machine of one's own.
    yield Place("mailbox", "/mailbox/", "anonymous")


def _theirs(paths: dict[str, str]) -> Iterator[Place]:
    """allauth's pages, for whoever is signed out and for whoever is signed in."""
    for name, path in paths.items():
        yield from (Place(name, path, "anonymous"), Place(name, path, "member"))
