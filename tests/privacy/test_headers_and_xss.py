"""What a browser is told with every page, and what it does with words that want to be run: nothing."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django import Settings

from tests.browser.everywhere import SAME_ON_BOTH, SESSION
from tests.instance import Instance, running
from tests.privacy.attacks import attacks
from tests.test_access import cells, expected, matrix
from tests.world import make_world

POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
# A mail stands in a frame of ours and has its styles on its elements; it may do nothing else.
POLICY_OF_MAIL = {"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'"}
MAILS = {"digests:preview_html", "mail:html"}
PERSONAS = ("member", "curator", "staff", "anonymous")
# For machines, by /healthz and the like: no page, no policy.
PROBES = {"healthz", "readyz", "metrics"}
PAGES = [name for name, method in cells() if method == "GET" and name not in PROBES]
GOT = [(name, who) for name in PAGES if (who := next((p for p in PERSONAS if expected(name, "GET")[p] == "200"), ""))]
on_one_database = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")) and not os.environ.get("SOAK"), reason=SAME_ON_BOTH
)
# In the page as the browser has built it: whatever would run on a click, a touch or a look.
LIVE = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
  .filter(a => /^(data-)?(on|hx-on)/.test(a.name) || a.name === 'srcdoc' || /^\\s*(javascript|data):/i.test(a.value)
    && !['placeholder', 'value', 'content', 'aria-label', 'title'].includes(a.name))
  .map(a => e.tagName + ' ' + a.name + '=' + a.value))"""


def get(name: str, persona: str) -> HttpResponseBase:
    world = make_world()
    words = matrix()["urls"][name].get("args", {})
    client = Client()
    if persona != "anonymous":
        client.force_login(world.people[persona])
    url = reverse(name, kwargs={key: world.values[value] for key, value in words.items()})
    response: HttpResponseBase = client.get(url, secure=True)
    assert response.status_code == 200
    return response


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "persona"), GOT)
def test_every_page_tells_the_browser_to_be_careful(name: str, persona: str) -> None:
    headers = get(name, persona).headers

    told = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert told == (POLICY_OF_MAIL if name in MAILS else POLICY)
    assert "nonce" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == ("SAMEORIGIN" if name in MAILS else "DENY")
    for feature in ("camera", "geolocation", "microphone", "browsing-topics"):
        assert f"{feature}=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "persona"), [(name, persona) for name, persona in GOT if persona != "anonymous"])
def test_private_pages_are_kept_nowhere(name: str, persona: str) -> None:
    response = get(name, persona)

    if name == "profiles:photo":
        assert "private" in response.headers["Cache-Control"]
    else:
        assert "no-store" in response.headers["Cache-Control"]
    page = response.content.decode(errors="replace") if hasattr(response, "content") else ""
    assert 'hx-history="false"' in page or "<body" not in page or name in MAILS


@pytest.mark.django_db
def test_a_public_instance_asks_for_https_and_guards_its_cookies(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    make_world()

    assert Client().get("/").headers["Location"] == "https://testserver/"
    page = Client().get("/accounts/login/", secure=True)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for cookie in page.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"


@dataclass(frozen=True)
class Attacked:
    instance: Instance
    cookie: str
    paths: list[str]


SCENE = (
    SESSION
    + """
from tests.privacy.attacked import make_attacked_world
vera, paths = make_attacked_world()
print(json.dumps({"cookie": cookie(vera), "paths": paths}))
"""
)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder: Path = tmp_path_factory.mktemp("attacked")
    with running(folder, "web", sink=None) as instance:
        told: dict[str, Any] = json.loads(instance.python(SCENE).splitlines()[-1])
        yield Attacked(instance, told["cookie"], told["paths"])


@pytest.mark.browser
@on_one_database
def test_words_are_never_run_even_where_no_policy_forbids_it(attacked: Attacked, browser: Browser) -> None:
    ran, found, shown = list[str](), list[str](), set[int]()
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": "sessionid", "value": attacked.cookie, "url": attacked.instance.url}])
    page = context.new_page()
    page.on("dialog", lambda dialog: ran.append(f"{page.url} {dialog.message}"))
    page.expose_function("hit", lambda number: ran.append(f"{page.url} {attacks()[number]}"))
    for path in attacked.paths:
        answer = page.goto(attacked.instance.url + path)
        assert answer is not None
        assert answer.status == 200, path
        found += [f"{path} {line}" for line in page.evaluate(LIVE)]
        words = page.inner_text("body")
        shown |= {number for number, attack in enumerate(attacks()) if f"hit({number})" in words}

    assert ran == []
    assert found == []
    # They were there, as words.
    assert len(shown) >= len(attacks()) - 1


@pytest.mark.browser
@on_one_database
def test_policy_has_nothing_to_forbid(attacked: Attacked, browser: Browser) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": attacked.cookie, "url": attacked.instance.url}])
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    for path in attacked.paths[:20]:
        page.goto(attacked.instance.url + path)

    assert said == []
