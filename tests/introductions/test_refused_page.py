"""A page that comes back because of what goes with a yes."""

import re

import pytest

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.profiles.models import User
from tests.introductions.scenes import ask, say_yes, signed_in, url

pytestmark = pytest.mark.django_db
REFUSED = {"a link": "See www.mina.example", "too long": "x" * 10_000}


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas)


def room_marked(page: str) -> list[str]:
    return re.findall(r'aria-current="(?:true|page)">([^<]*)</a>', page)


@pytest.mark.parametrize("said_yes", [False, True])
@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_it_says_so_at_its_top_and_leads_to_the_field(
    words: str, said_yes: bool, asked: Introduction, mina: User
) -> None:
    if said_yes:
        say_yes(asked, mina)
    response = signed_in(mina).post(
        url("enclose" if said_yes else "answer", asked.pk), {"value": "yes", "question": words}
    )
    page, field = response.text, f"enclosed-{asked.pk}-question"

    alert = re.search(r'role="alert">(.*?)</div>', page, re.DOTALL)
    assert response.status_code == 422
    assert alert
    assert f'<a href="#{field}">' in alert.group(1)
    assert alert.start() < page.index("<h1>")
    assert re.findall(r'<textarea(?=[^>]* autofocus)[^>]*id="([^"]+)"', page) == [field]
    assert f'<details class="enclosing" id="enclosing-{asked.pk}" open>' in page
    assert room_marked(page) == ["Today"]


def test_a_way_that_is_gone_is_led_to_as_well(asked: Introduction, mina: User) -> None:
    page = signed_in(mina).post(url("answer", asked.pk), {"value": "yes", "share": ["0"]}).text

    group = f"enclosed-{asked.pk}-share"
    assert [f'href="#{group}"' in page, f'id="{group}"' in page, "autofocus" in page] == [True, True, False]


def test_a_page_without_a_mistake_has_none_of_it(asked: Introduction, mina: User) -> None:
    page = signed_in(mina).get(url("detail", asked.pk)).text

    assert ["Nothing is sent or saved yet" in page, "autofocus" in page, room_marked(page)] == [False, False, ["Today"]]
