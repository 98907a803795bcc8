"""A link for so many people."""

from datetime import datetime

import pytest
from django.urls import reverse

from apps.circles.errors import LinkOver
from apps.circles.models import Circle, JoinPolicy
from apps.circles.services import circles, joining
from apps.circles.tokens import join_link
from apps.profiles.models import User
from tests.circles.visits import is_in, page, path, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def opened(circle: Circle, david: User, policy: str = JoinPolicy.OPEN) -> Circle:
    Circle.objects.filter(pk=circle.pk).update(join_policy=policy)
    return circles.renew_link(circle, by=david, uses=1)


def test_a_link_for_one_lets_one_in(circle: Circle, david: User, at: datetime) -> None:
    circle, ben, una = opened(circle, david), make_user("Ben"), make_user("Una")

    joining.join_by_link(circle, nonce=circle.link_nonce, user=ben, at=at)
    joining.join_by_link(circle, nonce=circle.link_nonce, user=ben, at=at)
    with pytest.raises(LinkOver):
        joining.join_by_link(circle, nonce=circle.link_nonce, user=una, at=at)

    assert [is_in(user, circle) for user in (ben, una)] == [True, False]
    url = path(join_link(circle))
    assert [signed_in(user).get(url).status_code for user in (ben, una)] == [302, 410]


def test_whoever_has_asked_still_reads_that_they_wait(circle: Circle, david: User) -> None:
    circle, ben = opened(circle, david, JoinPolicy.REQUEST), make_user("Ben")
    url = path(join_link(circle))

    signed_in(ben).post(url, {"note": "Jonas told me."})

    assert "You have asked to join" in signed_in(ben).get(url).text
    assert signed_in(make_user("Una")).get(url).status_code == 410


def test_the_settings_say_how_many_may_still_come(circle: Circle, david: User) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    url = reverse("circles:renew_link", args=[circle.tag])

    signed_in(david).post(url, {"uses": "2"})

    assert "2 more people may come by it." in page(david, "settings", circle.tag)
    Circle.objects.update(link_uses=0)
    assert "Make a new link to let in more." in page(david, "settings", circle.tag)


@pytest.mark.parametrize("uses", ["0", "-1", "many", "100000"])
def test_a_number_that_is_none_keeps_the_old_link(circle: Circle, david: User, uses: str) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    nonce = Circle.objects.get().link_nonce

    signed_in(david).post(reverse("circles:renew_link", args=[circle.tag]), {"uses": uses})

    assert Circle.objects.get().link_nonce == nonce


def test_a_closed_circle_is_opened_again_by_its_curator(circle: Circle, david: User, mina: User, at: datetime) -> None:
    circles.close(circle, by=david, at=at)
    url = reverse("circles:reopen", args=[circle.tag])

    refused = signed_in(mina).post(url).status_code
    still_closed = Circle.objects.get().closed_at
    signed_in(david).post(url)

    assert (refused, still_closed) == (404, at)
    assert Circle.objects.get().closed_at is None
    assert is_in(mina, circle)
