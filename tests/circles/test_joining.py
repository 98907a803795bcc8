from datetime import datetime, timedelta

import pytest

from apps.circles.errors import LinkOver, NotCurator
from apps.circles.models import JoinPolicy, JoinRequest, Membership
from apps.circles.services import joining
from apps.mail.models import OutboxMail
from apps.mail.states import IllegalMove
from apps.profiles.models import Change
from apps.profiles.plain_words import NotPlain
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db
S = JoinRequest.State


def test_an_open_circle_is_joined_at_once_and_once(at: datetime) -> None:
    circle, mina = make_circle(join_policy=JoinPolicy.OPEN), make_user("Mina")

    for _ in range(2):
        joining.join_by_link(circle, nonce="nonce", user=mina, at=at)

    assert Membership.objects.filter(user=mina).count() == 1
    assert list(Change.objects.values_list("user_id", "circle_id")) == [(mina.pk, circle.pk)]


@pytest.mark.parametrize(
    ("policy", "nonce"), [(JoinPolicy.OPEN, "old"), (JoinPolicy.REQUEST, "nonce"), (JoinPolicy.INVITATION, "nonce")]
)
def test_a_link_that_no_longer_opens_the_circle_is_refused(policy: JoinPolicy, nonce: str, at: datetime) -> None:
    circle = make_circle(join_policy=policy)

    with pytest.raises(LinkOver):
        joining.join_by_link(circle, nonce=nonce, user=make_user(), at=at)


def test_asking_writes_to_each_curator_once(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david, join_policy=JoinPolicy.REQUEST)

    for _ in range(2):
        joining.ask_to_join(circle, nonce="nonce", user=mina, note="I know Jonas.", at=at)

    assert [(r.user, r.note, r.state) for r in JoinRequest.objects.all()] == [(mina, "I know Jonas.", S.PENDING)]
    assert [(m.purpose, m.user) for m in OutboxMail.objects.all()] == [("join_request", david)]


def test_a_note_to_the_curators_holds_no_links(at: datetime) -> None:
    circle = make_circle(join_policy=JoinPolicy.REQUEST)

    with pytest.raises(NotPlain):
        joining.ask_to_join(circle, nonce="nonce", user=make_user(), note="www.shop.example", at=at)


def test_approve_lets_in_and_writes_to_the_person(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david)
    asked = JoinRequest.objects.create(circle=circle, user=mina, asked_at=at)

    joining.approve(asked, by=david, at=at)

    assert Membership.objects.filter(circle=circle, user=mina).exists()
    assert [(m.purpose, m.user) for m in OutboxMail.objects.all()] == [("welcome", mina)]


def test_refuse_tells_nobody_and_looks_like_waiting(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david, join_policy=JoinPolicy.REQUEST)
    joining.ask_to_join(circle, nonce="nonce", user=mina, note="", at=at)
    asked = JoinRequest.objects.get()
    waiting = JoinRequest.objects.filter(user=mina).waiting(at + timedelta(days=29))
    before, mails = list(waiting), OutboxMail.objects.count()

    joining.refuse(asked, by=david, at=at)
    joining.ask_to_join(circle, nonce="nonce", user=mina, note="Please.", at=at + timedelta(days=29))

    assert list(waiting.all()) == before == [asked]
    assert OutboxMail.objects.count() == mails


@pytest.mark.parametrize("refused", [False, True])
def test_after_thirty_days_one_may_ask_again_whatever_was_said(refused: bool, at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david, join_policy=JoinPolicy.REQUEST)
    joining.ask_to_join(circle, nonce="nonce", user=mina, note="", at=at)
    if refused:
        joining.refuse(JoinRequest.objects.get(), by=david, at=at)

    joining.ask_to_join(circle, nonce="nonce", user=mina, note="Again.", at=at + timedelta(days=30))

    assert [r.note for r in JoinRequest.objects.pending()] == ["Again."]


def test_a_request_is_answered_once_and_by_curators(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david)
    asked = JoinRequest.objects.create(circle=circle, user=mina, asked_at=at)

    with pytest.raises(NotCurator):
        joining.approve(asked, by=mina, at=at)
    joining.refuse(asked, by=david, at=at)
    with pytest.raises(IllegalMove):
        joining.approve(asked, by=david, at=at)

    assert not Membership.objects.filter(user=mina).exists()
