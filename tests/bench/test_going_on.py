"""Where the bench goes on after a decision, and what is said there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.bench.models import Hold
from apps.circles.models import Circle
from apps.profiles.models import User
from tests.bench.pages import key_of, press

pytestmark = pytest.mark.django_db
SOON = (timezone.localdate() + timedelta(days=9)).isoformat()


def test_that_it_is_undone_stands_at_the_pair(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    press(carol, circle, "hold", people=[user.pk for user in pair], until=SOON)

    page = press(carol, circle, "undo", what="hold", id=Hold.objects.get().pk, next=key_of(*pair))

    assert page.redirect_chain[0][0].endswith(f"&next={key_of(*pair)}#pair-{key_of(*pair)}")
    before, _pair, _after = page.text.partition(f'id="pair-{key_of(*pair)}"')
    assert [part.count("Undone. They are as they were.") for part in (page.text, before)] == [1, 1]
    assert before.index("Who should know each other?") < before.index("Undone.")


def test_what_is_refused_is_where_the_page_opens(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    page = press(carol, circle, "approve", people=[user.pk for user in pair], note="See www.example.org")

    article = page.text.partition(f'id="pair-{key_of(*pair)}"')[2].partition(">")[0]
    assert (page.status_code, "autofocus" in article, page.text.count("autofocus")) == (422, True, 1)
