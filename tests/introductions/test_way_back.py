"""From the form of what goes with a yes to one's ways to be reached, and back to it."""

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.introductions.services.ways import add_way
from apps.profiles.models import User
from tests.introductions.scenes import ask, say_yes, signed_in, url

pytestmark = pytest.mark.django_db
BACK = "Back to where you were"
HOSTILE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "/\x00", ""]


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas)


def link(page: str, words: str) -> str:
    found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*>{words}', page)
    assert found, words
    return html.unescape(found.group(1))


def opened(page: str, asked: Introduction) -> bool:
    return f'<details class="enclosing" id="enclosing-{asked.pk}" open>' in page


def there_and_back(client: Client, start: str) -> str:
    ways = link(client.get(start).text, "Your ways to be reached")
    added = client.post(ways, {"label": "Phone", "value": "+1 555 0100"}, follow=True).text
    assert "Saved." in added
    return link(added, BACK)


@pytest.mark.parametrize(("at_home", "said_yes"), [(True, False), (False, False), (False, True)])
def test_one_comes_back_to_the_open_form(at_home: bool, said_yes: bool, asked: Introduction, mina: User) -> None:
    if said_yes:
        say_yes(asked, mina)
    client, start = signed_in(mina), reverse("home") if at_home else url("detail", asked.pk)
    assert not opened(client.get(start).text, asked)

    back = there_and_back(client, start)

    assert back == f"{start}?opened={asked.pk}#enclosing-{asked.pk}"
    page = client.get(back).text
    assert opened(page, asked)
    assert "Phone: +1 555 0100" in page


def test_from_a_refused_form_it_leads_to_a_page_that_can_be_read(asked: Introduction, mina: User) -> None:
    client = signed_in(mina)
    refused = client.post(url("answer", asked.pk), {"value": "yes", "question": "See www.mina.example"}).text

    back = link(client.get(link(refused, "Your ways to be reached")).text, BACK)

    assert client.get(back).status_code == 200


def test_changing_and_taking_off_keep_the_way_back(asked: Introduction, mina: User) -> None:
    way, client = add_way(mina, label="Phone", value="+1 555 0100"), signed_in(mina)
    ways = link(client.get(url("detail", asked.pk)).text, "Your ways to be reached")
    change = link(client.get(ways).text, "Change")

    changed = client.post(change, {"label": "Phone", "value": "+1 555 0200"}, follow=True).text
    remove = re.search(rf'action="({url("remove_way", way.pk)}[^"]*)"', changed)
    assert remove
    gone = client.post(html.unescape(remove.group(1)), follow=True).text

    assert {link(page, BACK) for page in (changed, gone)} == {
        f"{url('detail', asked.pk)}?opened={asked.pk}#enclosing-{asked.pk}"
    }


@pytest.mark.parametrize("next_page", HOSTILE)
def test_it_leads_nowhere_else(next_page: str, mina: User) -> None:
    client, ways = signed_in(mina), f"{url('ways')}?next={quote(next_page)}"

    page = client.get(ways).text
    saved = client.post(ways, {"label": "Phone", "value": "+1 555 0100"})

    assert [BACK in page, "evil" in page, "alert(1)" in page] == [False, False, False]
    assert saved.headers["Location"] == url("ways")


def test_from_an_open_envelope_one_comes_back_to_it(circle: Circle, mina: User, jonas: User) -> None:
    asked = say_yes(ask(circle, mina, jonas), mina, jonas)
    client, start = signed_in(mina), url("envelope", asked.pk)
    refused = client.post(url("enclose", asked.pk), {"question": "See www.mina.example"}).text

    back = there_and_back(client, start)

    assert back == f"{start}?opened={asked.pk}#enclosing-{asked.pk}"
    page = client.get(back).text
    assert re.search(rf'<details[^>]* id="enclosing-{asked.pk}" open>', page)
    assert ("Phone: +1 555 0100" in page, quote(start, safe="") in refused) == (True, True)
