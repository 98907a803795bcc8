"""A personal link, as words and as a picture, and the list of those that are open."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.link_pictures import QUIET, as_picture
from apps.circles.models import Circle, Invitation
from apps.circles.services import accepting, inviting
from apps.circles.tokens import invited_by
from apps.profiles.models import User
from tests.circles import qr
from tests.circles.visits import make_invitation, page, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_link_comes_with_a_picture_of_it_that_says_what_it_is(circle: Circle, david: User) -> None:
    invitation = make_invitation(circle, david, name="Cleo <b>")

    shown = page(david, "personal_link", circle.tag, invitation.pk)

    assert f'<path d="{as_picture(link_on(shown)).path}"' in shown
    assert "The link for Cleo &lt;b&gt; as a picture that a phone can read." in shown


def test_the_picture_differs_by_link_and_keeps_its_quiet_zone() -> None:
    one, two = (as_picture(f"https://example.org/invitation/{token}/") for token in ("a" * 90, "b" * 90))

    places = [int(x) for x in re.findall(r"M(\d+),", one.path)]

    assert one != two
    assert (min(places), max(places)) == (4, one.size - 5)


def link_on(shown: str) -> str:
    """As the page has it: a link made in the next second is another one."""
    found = re.search(r'id="link" type="text" readonly value="([^"]+)"', shown)
    assert found
    return found[1]


def modules_of(shown: str) -> list[list[bool]]:
    """The dark squares of the picture on a page, without the white around it."""
    found = re.search(r'<svg class="qr".*?viewBox="0 0 (\d+) \d+".*?<path d="([^"]+)" fill="black"', shown, re.DOTALL)
    assert found
    inner = range(QUIET, int(found[1]) - QUIET)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)h1v1h-1z", found[2])}
    return [[(x, y) in dark for x in inner] for y in inner]


def test_a_phone_reads_the_link_from_the_picture(circle: Circle, david: User) -> None:
    invitation = make_invitation(circle, david, name="Cleo")

    shown = page(david, "personal_link", circle.tag, invitation.pk)

    assert qr.read(modules_of(shown)) == link_on(shown)
    found = invited_by(link_on(shown).rstrip("/").rpartition("/")[2])
    assert found == invitation


@pytest.mark.parametrize("length", [10, 14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331])
def test_links_of_every_length_can_be_read(length: int) -> None:
    """Of each version that a link may need."""
    link = ("https://x" + "abcDEF-_:123/" * 40)[:length]

    size, path = as_picture(link)

    shown = f'<svg class="qr" viewBox="0 0 {size} {size}"><path d="{path}" fill="black"/></svg>'
    assert qr.read(modules_of(shown)) == link


def test_one_module_that_is_wrong_is_another_link() -> None:
    """The reader corrects nothing, so that it would notice."""
    size, path = as_picture("https://example.org/invitation/abc/")
    modules = modules_of(f'<svg class="qr" viewBox="0 0 {size} {size}"><path d="{path}" fill="black"/></svg>')
    modules[-9][-1] = not modules[-9][-1]

    assert qr.read(modules) != "https://example.org/invitation/abc/"


def test_the_open_links_are_listed_and_nothing_else(circle: Circle, david: User, mina: User) -> None:
    open_one, used, declined, taken_back = (
        make_invitation(circle, david, name=name) for name in ("Cleo", "Used", "Silent", "Gone")
    )
    make_invitation(circle, david, "mailed@example.org", name="Mailed")
    now = timezone.now()
    accepting.accept_invitation(used, user=make_user(), at=now)
    accepting.decline_invitation(declined, at=now)
    inviting.revoke_invitation(taken_back, by=david, at=now)

    shown = page(david, "links", circle.tag)

    assert [name in shown for name in ("Cleo", "Used", "Silent", "Gone", "Mailed")] == [True, False, True, False, False]
    assert reverse("circles:personal_link", args=[circle.tag, open_one.pk]) in shown
    assert signed_in(mina).get(reverse("circles:links", args=[circle.tag])).status_code == 404


def test_without_any_it_says_so(circle: Circle, david: User) -> None:
    assert not Invitation.objects.exists()
    assert "No link is open." in page(david, "links", circle.tag)
