import pytest
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.profiles.models import User
from tests.factories import make_user
from tests.introductions.scenes import ask, put_to_all, read, say_no, say_yes, url

pytestmark = pytest.mark.django_db


def test_a_no_that_is_still_open_leads_back_to_its_page(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    quiet = make_user()
    circle.memberships.create(user=quiet, joined_at=timezone.now())
    asked, group = (put_to_all(ask(circle, *people)) for people in ((mina, jonas), (mina, cleo, quiet)))
    links = [f'<a href="{url("detail", introduction.pk)}">' for introduction in (asked, group)]
    assert [link in read(mina, "passed") for link in links] == [False, False]
    for introduction in (asked, group):
        say_no(introduction, mina, jonas, timezone.now())
    say_yes(group, cleo, quiet)

    assert [link in read(mina, "passed") for link in links] == [True, True]
    assert [links[0] in read(jonas, "passed"), links[1] in read(cleo, "passed")] == [False, False]

    Introduction.objects.update(closes_at=timezone.now())
    assert [link in read(mina, "passed") for link in links] == [False, False]
