"""The lists of a curator tell nothing of anybody, and cost the same however long."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.circles.models import Circle, Draft
from apps.circles.services import accepting, inviting
from apps.circles.services.inviting import Invitee
from apps.mail.suppression import suppress
from apps.profiles.models import Block, User
from tests.circles.visits import masked, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(david: User) -> Client:
    return signed_in(david)


def at(name: str, circle: Circle) -> str:
    return reverse(f"circles:{name}", args=[circle.tag])


def look(client: Client, circle: Circle, written: str) -> str:
    return client.post(at("follow_friday", circle), {"step": "look", "written": written}).text


def keep(client: Client, circle: Circle, written: str) -> str:
    """The list's good lines, as the page brings them back."""
    found = re.search(r'name="rows" value="([^"]*)"', look(client, circle, written))
    assert found
    words = {"step": "keep", "rows": html.unescape(found[1])}
    return client.post(at("follow_friday", circle), words, follow=True).text


@pytest.mark.parametrize("person", ["account", "member", "blocked", "blocking", "ignored", "never", "declined"])
def test_every_line_looks_the_same_whoever_it_is(
    person: str, client: Client, circle: Circle, david: User, mina: User
) -> None:
    """Nothing of it is looked up: preview, lines and what follows are those of an address nobody has."""
    known = make_user("Known")
    address = {"member": mina.email, "never": "never@example.org"}.get(person, known.email)
    _stand(person, circle, david, known)
    Draft.objects.all().delete()

    pages = [_journey(client, circle, one) for one in (address, "nobody@example.org")]

    assert pages[0] == pages[1]


def _stand(person: str, circle: Circle, david: User, known: User) -> None:
    when = circle.created_at
    if person in {"blocked", "blocking"}:
        one, two = (known, david) if person == "blocked" else (david, known)
        Block.objects.create(blocker=one, blocked=two, since=when)
    if person == "never":
        suppress("never@example.org", at=when)
    if person in {"ignored", "declined"}:
        old = inviting.invite(circle, [Invitee(known.email)], sentence="Come.", by=david, at=when)[0]
        if person == "declined":
            accepting.decline_invitation(old, at=when)


def _journey(client: Client, circle: Circle, address: str) -> list[str]:
    pages = [look(client, circle, address), keep(client, circle, address)]
    number = Draft.objects.get().pk
    pages.append(client.post(at("drafts", circle), {f"sentence_{number}": "You sing."}, follow=True).text)
    Draft.objects.all().delete()
    return [
        masked(page).replace(address, "X").replace(f"sentence_{number}", "N").replace(f'value="{number}"', "N")
        for page in pages
    ]


def test_the_lists_cost_the_same_queries_however_long(client: Client, circle: Circle) -> None:
    def queries(name: str, **words: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.post(at(name, circle), words) if words else client.get(at(name, circle))
        return len(seen)

    keep(client, circle, "One <one@example.org>")
    few = [queries("drafts"), queries("follow_friday", step="look", written="Two <two@example.org>"), queries("links")]
    many = "\n".join(f"Person {n}, p{n}@example.org" for n in range(40))
    keep(client, circle, many)

    assert [queries("drafts"), queries("follow_friday", step="look", written=many), queries("links")] == few
    assert few == [6, 7, 6]
