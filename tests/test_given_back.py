"""What was typed into a form that is not taken comes back, on a page that sends it again."""

import re
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.models import Conversation, Message
from apps.profiles.models import User
from intro_net.whose_page import mark_of
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of

pytestmark = pytest.mark.django_db
WORDS = 'Shall we meet?\n"On my boat", <b>Tuesday</b>.'
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def mina() -> User:
    return make_user("Mina Park")


@pytest.fixture
def talk(mina: User) -> Conversation:
    jonas = make_user("Jonas Weber")
    circle: Circle = make_circle("sailing", members=[mina, jonas])
    return conversation_of(circle, mina, jonas)


def address(talk: Conversation) -> str:
    return reverse("introductions:conversation", args=[talk.pk])


def send_again(client: Client, page: HttpResponse | Any, **headers: str) -> Any:
    """As the browser reads the page: what is in its form, and where it goes."""
    form = page.text.partition('<form class="stack close" method="post" action="')[2]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    typed = re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    words = {name: value.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">") for name, value in typed}
    return client.post(form.partition('"')[0], fields | words, headers=HERE | headers)


def test_words_sent_by_whoever_is_signed_out_come_back_and_go_through_later(mina: User, talk: Conversation) -> None:
    client = Client()
    page = client.post(address(talk), {"body": WORDS, "after": "7"})
    assert (page.status_code, "You are signed out here" in page.text) == (403, True)
    assert ("no-store" in page.headers["Cache-Control"], "<b>Tuesday" in page.text) == (True, False)

    client.force_login(mina)
    sent = send_again(client, page)

    assert (sent.status_code, Message.objects.get().body) == (302, WORDS)


def test_words_sent_with_the_token_of_before_signing_in_come_back_with_a_new_one(
    mina: User, talk: Conversation
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mina)
    old = {"body": WORDS, "csrfmiddlewaretoken": "x" * 64}

    page = client.post(address(talk), old, headers=HERE)
    assert (page.status_code, "Nothing is sent yet" in page.text) == (403, True)
    sent = send_again(client, page)

    assert (sent.status_code, Message.objects.get().body) == (302, WORDS)


def test_htmx_is_given_a_new_token(mina: User, talk: Conversation) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mina)
    htmx = HERE | {"HX-Request": "true", "X-Reader": mark_of(mina)}
    assert f'<meta name="reader" content="{mark_of(mina)}">' in client.get(address(talk)).text

    refused = client.post(address(talk), {"body": WORDS}, headers=htmx)
    again = {"body": WORDS, "csrfmiddlewaretoken": refused.headers["X-New-Token"]}
    sent = client.post(address(talk), again, headers=htmx)

    assert (refused.status_code, refused.content, sent.status_code) == (403, b"", 200)
    assert Message.objects.get().body == WORDS


def test_what_was_written_on_anothers_page_goes_out_in_nobodys_name(mina: User, talk: Conversation) -> None:
    """Jonas signed in where Mina's page still stands."""
    jonas = User.objects.get(profile__name="Jonas Weber")
    client = Client(enforce_csrf_checks=True)
    client.force_login(jonas)

    for mark in ({"X-Reader": mark_of(mina)}, {"X-Reader": ""}, {}):
        refused = client.post(address(talk), {"body": WORDS}, headers=HERE | {"HX-Request": "true"} | mark)
        assert (refused.status_code, "X-New-Token" in refused.headers) == (403, False)
    plain = client.post(address(talk), {"body": WORDS}, headers=HERE)

    assert "It is sent in the name of Jonas Weber." in plain.text
    assert not Message.objects.exists()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_nothing_of_what_another_site_sends_is_shown(origin: str, mina: User, talk: Conversation) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mina)
    for headers in ({}, {"HX-Request": "true"}):
        page = client.post(address(talk), {"body": WORDS}, headers=headers | ({"Origin": origin} if origin else {}))

        assert (page.status_code, "Shall we meet" in page.text, "X-New-Token" in page.headers) == (403, False, False)


@pytest.mark.parametrize("words", ["明日の午後三時に港で会いましょう。", "Yes!", "Tuesday, then", "a@example.org"])
def test_words_are_known_in_any_language(words: str, talk: Conversation) -> None:
    page = Client().post(address(talk), {"body": words, "offer": "sealed: by the page", "after": "7"})

    assert (page.status_code, f"\n{words}</textarea>" in page.text) == (403, True)
    assert page.text.count("<textarea") == 1


def test_a_file_that_was_chosen_is_said_to_be_missing(mina: User) -> None:
    data = {"about": WORDS, "photo": SimpleUploadedFile("me.png", b"\x89PNG")}

    page = Client().post(reverse("profiles:edit"), data)

    assert "The file you chose did not come along." in page.text


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "mfa_login_webauthn"])
def test_where_codes_and_keys_are_given_nothing_comes_back(name: str) -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.post(reverse(name), {"code": "123 456", "credential": '{"id": "a key"}'}, headers=HERE)

    assert (page.status_code, "123 456" in page.text, "a key" in page.text) == (403, False, False)


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password", "account_email"])
def test_an_address_that_is_too_long_is_told_so(name: str, mina: User) -> None:
    client = Client()
    if name == "account_email":
        client.force_login(mina)
        session = client.session  # as of somebody who has just proved that it is them
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()

    page = client.post(reverse(name), {"email": f"{'a' * 280}@example.org", "action_add": ""})

    assert (page.status_code, "254" in page.text) == (200, True)


@pytest.mark.parametrize(
    "data", [{"value": "yes"}, {}, {"body": "short"}, {"note": WORDS, "old_password": "four words in a row"}]
)
def test_a_form_without_words_or_with_a_password_leads_to_signing_in(data: dict[str, str], talk: Conversation) -> None:
    answer = Client().post(address(talk), data)

    assert (answer.status_code, answer.headers["Location"][:16]) == (302, "/accounts/login/")
