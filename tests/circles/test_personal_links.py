"""A personal link, as words and as a picture, and the list of those that are open."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.link_pictures import as_picture
from apps.circles.models import Circle, Invitation
from apps.circles.services import accepting, inviting
from apps.circles.tokens import invitation_link
from apps.profiles.models import User
from tests.circles.visits import make_invitation, page, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_link_comes_with_a_picture_of_it_that_says_what_it_is(circle: Circle, david: User) -> None:
    invitation = make_invitation(circle, david, name="Cleo <b>")

    shown = page(david, "personal_link", circle.tag, invitation.pk)

    assert f'<path d="{as_picture(invitation_link(invitation)).path}"' in shown
    assert "The link for Cleo &lt;b&gt; as a picture that a phone can read." in shown


def test_the_picture_differs_by_link_and_keeps_its_quiet_zone() -> None:
    one, two = (as_picture(f"https://example.org/invitation/{token}/") for token in ("a" * 90, "b" * 90))

    places = [int(x) for x in re.findall(r"M(\d+),", one.path)]

    assert one != two
    assert (min(places), max(places)) == (4, one.size - 5)


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
