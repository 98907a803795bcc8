"""Providers are offered where their keys are in the environment; half of them stops the start with a sentence."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse

from intro_net.middleware import OnwardMiddleware
from intro_net.providers import providers
from tests.instance import Instance


def test_without_keys_there_is_no_other_way_in(client: Client, db: None) -> None:
    pages = [client.get(reverse(name)).content.decode() for name in ("account_login", "account_signup")]

    assert (providers(), ["Go on with" in page for page in pages]) == ({}, [False, False])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"GOOGLE_CLIENT_ID": "x"}, "GOOGLE_CLIENT_SECRET is missing."),
        ({"GITHUB_CLIENT_SECRET": "x"}, "GITHUB_CLIENT_ID is missing."),
        ({"OIDC_SERVER_URL": "https://a.example"}, "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET is missing."),
        (
            {"OIDC_SERVER_URL": "a.example", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "x"},
            "OIDC_SERVER_URL is not readable.",
        ),
    ],
)
def test_half_of_the_keys_stops_the_start(
    given: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=sentence):
        providers()


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file")
    monkeypatch.setenv("GITHUB_CLIENT_ID", "x")
    monkeypatch.setenv("GITHUB_CLIENT_SECRET_FILE", str(tmp_path / "secret"))

    assert providers()["github"]["APPS"] == [{"client_id": "x", "secret": "from a file"}]


ASK = """
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
for name in ("google", "github"):
    print(Client().post(f"/accounts/{name}/login/?process=login").content.decode())
"""


def test_google_and_github_are_gone_to_with_our_keys_by_a_page_of_ours(tmp_path: Path) -> None:
    keys = {f"{name}_CLIENT_{part}": f"our-{name}-{part}" for name in ("GOOGLE", "GITHUB") for part in ("ID", "SECRET")}
    instance = Instance(tmp_path, sink=None, **keys)
    try:
        instance.prepare()
        pages = instance.python(ASK)
    finally:
        instance.drop()

    assert ("our-GOOGLE-ID" in pages, "our-GITHUB-ID" in pages, "SECRET" in pages) == (True, True, False)
    for start in ("https://accounts.google.com/o/oauth2/", "https://github.com/login/oauth/authorize"):
        assert f'<meta http-equiv="refresh" content="0;url={start}' in pages


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("post", "https://elsewhere.example/login", 200),
        ("post", "/settings/", 302),
        ("post", "http://testserver/settings/", 302),
        ("get", "https://elsewhere.example/login", 302),
    ],
)
def test_only_a_form_that_leads_elsewhere_gets_the_page_that_goes_on(
    method: str, address: str, status: int, db: None
) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(address)

    request = getattr(RequestFactory(), method)("/")
    request.user = AnonymousUser()
    request.htmx = False

    assert OnwardMiddleware(answer)(request).status_code == status
