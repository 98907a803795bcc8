"""What a browser is told with every page."""

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.test_access import cells, expected, matrix
from tests.world import World

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


def get(world: World, name: str, persona: str) -> HttpResponseBase:
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
def test_every_page_tells_the_browser_to_be_careful(name: str, persona: str, world: World) -> None:
    headers = get(world, name, persona).headers

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
def test_private_pages_are_kept_nowhere(name: str, persona: str, world: World) -> None:
    response = get(world, name, persona)

    if name == "profiles:photo":
        assert "private" in response.headers["Cache-Control"]
    else:
        assert "no-store" in response.headers["Cache-Control"]
    page = response.content.decode(errors="replace") if hasattr(response, "content") else ""
    assert 'hx-history="false"' in page or "<body" not in page or name in MAILS


@pytest.mark.django_db
def test_a_public_instance_asks_for_https_and_guards_its_cookies(settings: Settings, world: World) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600

    assert Client().get("/").headers["Location"] == "https://testserver/"
    page = Client().get("/accounts/login/", secure=True)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for cookie in page.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"
