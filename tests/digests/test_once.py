"""Nobody dismissed, connected or told of before is in a digest, as things are when it is written."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Acquaintance, Circle
from apps.circles.services.leaving import leave
from apps.digests.composing import today
from apps.digests.mails import PURPOSE, compose_digest
from apps.digests.models import CarriedPair
from apps.digests.registrations import erase
from apps.introductions.models import Conversation, Introduction, NeverWith
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.matching.models import Dismissal, NeverTogether
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import User, Visibility
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import ask_deletion
from apps.profiles.services.profile import pause
from tests.digests.full_digest import plain
from tests.factories import add_trait, join, make_circle, make_user, make_word

pytestmark = pytest.mark.django_db
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
Step = Callable[[User, User, Circle, datetime], object]


def row(user: User, at: datetime) -> OutboxMail:
    """Which goes out, however often it is tried; nothing of it is written."""
    mine = {"key": f"{user.pk}:{at.isoformat()}", "user": user, "address": user.email}
    return OutboxMail.objects.create(purpose=PURPOSE, due_at=at, state="sent", **mine)


def digest(user: User, at: datetime) -> Composed | None:
    return compose_digest(row(user, at), at)


def speaks_of_jonas(mail: Composed | None) -> bool:
    return mail is not None and "Jonas" in mail.subject + mail.text + mail.html


def pass_over(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return Dismissal.objects.create(user=mina, other=jonas, at=at)


def tick_as_known(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return Acquaintance.objects.create(circle=circle, ticker=mina, known=jonas, at=at)


def never_again(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return NeverWith.objects.create(user=mina, other=jonas, at=at)


def meet(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    """Elsewhere. A later digest asks whether they talked."""
    carol = circle.memberships.get(role="curator").user
    elsewhere = make_circle("elsewhere", curator=carol, members=[mina, jonas])
    introduction = introduce(elsewhere, (mina, jonas), by=carol, note="Meet.", at=at)
    return [answer(introduction, user=user, value="yes", at=at) for user in (mina, jonas)]


def say_no(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    carol = circle.memberships.get(role="curator").user
    introduction = introduce(circle, (mina, jonas), by=carol, note="Meet.", at=at)
    return answer(introduction, user=mina, value="no", at=at)


def hide_all(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return jonas.traits.update(visibility=Visibility.HIDDEN)


def step_back(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return pause(jonas, at=at)


def ask_to_be_erased(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return ask_deletion(jonas, at=at)


def leave_circle(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return leave(circle, user=jonas, at=at)


def be_blocked(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return block(jonas, mina, at=at)


def block_oneself(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return block(mina, jonas, at=at)


def be_suspended(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return User.objects.filter(pk=jonas.pk).update(suspended_at=at)


def be_kept_apart(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    carol = circle.memberships.get(role="curator").user
    return NeverTogether.objects.create(circle=circle, low=mina, high=jonas, by=carol, at=at)


def pass_over_too(mina: User, jonas: User, circle: Circle, at: datetime) -> object:
    return Dismissal.objects.create(user=jonas, other=mina, at=at)


# Some of them say nothing to somebody who has the card before them already; who has not gets none.
GONE = [
    step_back,
    ask_to_be_erased,
    leave_circle,
    be_blocked,
    block_oneself,
    be_suspended,
    be_kept_apart,
    pass_over_too,
]
STEPS = [pass_over, tick_as_known, never_again, meet, say_no, hide_all]


@pytest.mark.parametrize("step", [*STEPS, *GONE])
def test_what_happens_after_it_was_queued_counts(
    step: Step, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    assert today(mina, at=at, digest=1).cards
    mail = row(mina, at)

    step(mina, jonas, circle, at)

    assert not speaks_of_jonas(compose_digest(mail, at))


@pytest.mark.parametrize("step", [*STEPS, lambda mina, jonas, circle, at: None])
def test_who_was_in_one_digest_is_in_no_other(
    step: Step, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    assert speaks_of_jonas(digest(mina, at))

    step(mina, jonas, circle, at)

    # Within the time in which a card stays on the home page, and after it.
    later = [digest(mina, at + weeks * WEEK) for weeks in (1, 2, 4, 9)]
    assert [mail is not None and "You might like to meet" in mail.text for mail in later] == [False] * 4


def test_the_home_page_keeps_the_card_its_time(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    digest(mina, at)

    assert [[card.person for card in today(mina, at=at + weeks * WEEK).cards] for weeks in (1, 2, 3)] == [
        [jonas],
        [jonas],
        [],
    ]


def test_what_only_the_home_page_showed_may_come_in_a_digest(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    assert today(mina, at=at).cards

    assert speaks_of_jonas(digest(mina, at + timedelta(days=1)))


def test_one_that_is_tried_again_tells_the_same_as_it_is_then(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    mail = row(mina, at)
    first = compose_digest(mail, at)
    again = compose_digest(mail, at + timedelta(hours=5))
    jonas.traits.filter(kind="school").update(visibility=Visibility.HIDDEN)
    last = compose_digest(mail, at + timedelta(hours=9))

    assert first is not None
    assert again is not None
    assert last is not None
    said, said_again = (plain(one.text.split("--")[0]) for one in (first, again))  # a link holds the second it was made
    assert (again.subject, said_again) == (first.subject, said)
    assert last.subject == "You and Jonas both like #yankees"
    assert CarriedPair.objects.count() == 1


def test_a_person_told_of_in_one_circle_does_not_come_again_from_another(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    digest(mina, at)
    other = make_circle("other", members=[mina, jonas])
    for user in (mina, jonas):
        add_trait(user, "interest", "#kites")
    refresh_circle(other.pk, at=at)

    assert not speaks_of_jonas(digest(mina, at + 9 * WEEK))


def test_the_place_of_somebody_told_of_is_free_for_somebody_new(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    digest(mina, at)
    nina = circle.memberships.exclude(user__in=(mina, jonas)).exclude(role="curator").order_by("pk").first()
    assert nina is not None
    for user in (mina, nina.user):
        for name in ("#kites", "#bees", "#maps"):
            add_trait(user, "interest", name)
    refresh_circle(circle.pk, at=at)

    cards = today(mina, at=at + WEEK, digest=2).cards

    assert [card.person for card in cards] == [nina.user]


def test_an_introduction_that_waits_stands_in_each_until_it_is_answered(
    asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    assert [speaks_of_jonas(digest(mina, at + days * timedelta(days=1))) for days in (0, 7)] == [True, True]

    answer(asked, user=mina, value="yes", at=at + WEEK)

    assert not speaks_of_jonas(digest(mina, at + WEEK + timedelta(hours=1)))


def test_what_one_reader_was_told_keeps_nothing_from_the_other(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    digest(mina, at)

    other = digest(jonas, at)

    assert other is not None
    assert "Mina" in other.subject


def test_erased_people_leave_no_pair_behind(circle: Circle, carol: User, mina: User, jonas: User, at: datetime) -> None:
    join(make_circle("far"), jonas)
    for user in (mina, carol):
        digest(user, at)
    assert CarriedPair.objects.count() == 2

    erase(jonas, at)

    assert CarriedPair.objects.count() == 0


def test_what_somebody_wrote_brings_one_digest_and_stands_in_those_that_come(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="Hello", at=at)
    mail = row(mina, at + DAY)
    first, again = (compose_digest(mail, at + DAY + hours * HOUR) for hours in (0, 5))
    second = digest(mina, at + WEEK)
    # Something that brings one.
    carol = make_user("Carla Curator")
    make_word(make_circle("choir", curator=carol, members=[mina]), by=carol, at=at + 2 * DAY)
    third = digest(mina, at + WEEK + DAY)
    write_message(conversation, author=jonas, body="Still there?", at=at + WEEK + 2 * DAY)
    fourth = digest(mina, at + WEEK + 3 * DAY)

    found = [one.subject if one else "" for one in (first, again, second, third, fourth)]
    wrote = "Jonas Jahn wrote to you"
    assert found == [wrote, wrote, "", "A word from Carla Curator in #choir", wrote]
    assert third is not None
    assert "Jonas Jahn wrote to you:" in third.text
