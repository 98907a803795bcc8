"""What a digest may say once more: it went out to nobody, or was put off until now."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.circles.models import Circle, Glad, Membership
from apps.digests.composing import today
from apps.digests.mails import compose_digest
from apps.digests.models import CarriedPair
from apps.introductions.limits import NOT_NOW
from apps.introductions.models import Conversation
from apps.introductions.services.conversing import write_message
from apps.mail.models import OutboxMail
from apps.matching.models import Showing, Suggestion
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import end_put_off, put_off
from apps.profiles.models import User
from tests.digests.test_once import DAY, HOUR, WEEK, digest, row, speaks_of_jonas
from tests.factories import add_trait, join, make_circle, make_user, make_word

pytestmark = pytest.mark.django_db
BEFORE, MONTH = timedelta(days=20), timedelta(days=28)


@pytest.mark.parametrize(
    ("state", "comes"),
    [("sent", False), ("kept", False), ("uncertain", False), ("bounced", True), ("dropped", True), ("queued", True)],
)
def test_a_pair_of_a_digest_that_went_out_to_nobody_is_in_the_next(
    state: str, comes: bool, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    mail = row(mina, at)
    assert speaks_of_jonas(compose_digest(mail, at))
    OutboxMail.objects.filter(pk=mail.pk).update(state=state)

    assert speaks_of_jonas(digest(mina, at + WEEK)) == comes


@pytest.mark.parametrize(("state", "comes"), [("sent", False), ("bounced", True)])
def test_for_monthly_readers_too_who_would_have_seen_the_pair_for_long_enough(
    state: str, comes: bool, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    """Shown to nobody, it has not been shown; what the other was shown stays."""
    mails = [row(user, at) for user in (mina, jonas)]
    for mail in mails:
        compose_digest(mail, at)
    OutboxMail.objects.filter(user=mina).update(state=state)

    assert speaks_of_jonas(digest(mina, at + MONTH)) == comes

    first = dict(Showing.objects.filter(place="digest").values_list("user", "first_at"))
    assert first == {mina.pk: at + MONTH if comes else at, jonas.pk: at}


@pytest.mark.parametrize(("state", "comes"), [("sent", False), ("bounced", True)])
def test_the_yearly_question_of_a_digest_that_went_out_to_nobody_is_asked_anew(
    state: str, comes: bool, carol: User, at: datetime
) -> None:
    nina = make_user("Nina North")
    circle = make_circle("choir", curator=carol, members=[nina])
    Membership.objects.filter(circle=circle, user=nina).update(joined_at=at - timedelta(days=400))
    mail = row(nina, at)
    assert compose_digest(mail, at) is not None
    OutboxMail.objects.filter(pk=mail.pk).update(state=state)

    assert (digest(nina, at + WEEK) is not None) == comes

    assert Glad.objects.get().asked_at == (at + WEEK if comes else at)


def test_of_a_digest_that_is_forgotten_the_pair_stays_told(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    mail = row(mina, at)
    compose_digest(mail, at)
    mail.delete()

    assert not speaks_of_jonas(digest(mina, at + WEEK))


@pytest.mark.parametrize(("held", "comes"), [(timedelta(minutes=1), False), (-timedelta(minutes=1), True)])
def test_a_digest_that_another_worker_holds_may_be_going_out(
    held: timedelta, comes: bool, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    mail = row(mina, at)
    compose_digest(mail, at)
    OutboxMail.objects.filter(pk=mail.pk).update(state="queued", leased_until=timezone.now() + held)

    assert speaks_of_jonas(digest(mina, at + WEEK)) == comes


def test_what_another_was_told_in_a_mail_that_bounced_is_theirs(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    mails = [row(user, at) for user in (mina, jonas)]
    for mail in mails:
        compose_digest(mail, at)
    OutboxMail.objects.filter(user=jonas).update(state="bounced")

    assert not speaks_of_jonas(digest(mina, at + WEEK))


@pytest.mark.parametrize(("state", "comes"), [("sent", False), ("bounced", True)])
def test_so_is_whatever_else_is_said_once(
    state: str, comes: bool, conversation: Conversation, mina: User, jonas: User, carol: User, at: datetime
) -> None:
    """They met twenty days ago; he wrote; a curator says something; and they have come to like kites since."""
    conversation.members.update(joined_at=at - BEFORE)
    Conversation.objects.update(opened_at=at - BEFORE)
    conversation.introduction.connections.update(since=at - BEFORE)
    write_message(conversation, author=jonas, body="Hello", at=at - DAY)
    make_word(make_circle("choir", curator=carol, members=[mina]), by=carol, at=at)
    for user in (mina, jonas):
        add_trait(user, "interest", "#kites", said_at=at - DAY)
    mail = row(mina, at)
    words = ["Jonas Jahn wrote to you", "Spring is here.", "#kites", "Did you"]
    first = compose_digest(mail, at)
    assert first is not None
    assert [one in first.text for one in words] == [True] * 4
    OutboxMail.objects.filter(pk=mail.pk).update(state=state)

    again = digest(mina, at + DAY)

    assert [one in (again.text if again else "") for one in words] == [comes] * 4


def test_what_was_put_off_is_told_again_and_takes_no_place(
    circle: Circle, mina: User, jonas: User, carol: User, at: datetime
) -> None:
    """Eight weeks after "not now" a digest speaks of them, as of anybody, and where somebody is stronger, of her."""
    assert speaks_of_jonas(digest(mina, at))
    put_off(Suggestion.objects.get(), by=mina, at=at)
    theirs = [CarriedPair.objects.create(user=user, low=mina, high=jonas, mail_id=1, at=at) for user in (jonas, carol)]
    later = at + NOT_NOW
    assert end_put_off(at=later) == 1

    assert speaks_of_jonas(digest(mina, later + HOUR))
    assert CarriedPair.objects.filter(pk__in=[row.pk for row in theirs]).count() == 2


def test_somebody_else_comes_where_what_was_put_off_would_have(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    digest(mina, at)
    put_off(Suggestion.objects.get(), by=mina, at=at)
    ana = make_user("Ana Alt", time_zone="America/New_York")
    add_trait(ana, "school", "Richmond Hill High School", at_place=(40.7001, -73.8430))
    add_trait(ana, "interest", "#yankees")
    join(circle, ana)
    later = at + NOT_NOW
    refresh_circle(circle.pk, at=later)
    assert [card.person for card in today(mina, at=later, digest=99).cards] == [ana]
    end_put_off(at=later)

    said = digest(mina, later + HOUR)

    assert said is not None
    assert ["Ana" in said.text, "Jonas" in said.text].count(True) == 1
