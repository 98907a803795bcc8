from datetime import datetime

import pytest

from apps.circles.models import Circle, Membership
from apps.introductions.models import Connection, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import CannotIntroduce, introduce
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, User
from apps.profiles.plain_words import NotPlain
from tests.factories import connect, make_circle, make_user

pytestmark = pytest.mark.django_db
State = Introduction.State


@pytest.fixture
def carol() -> User:
    return make_user("Carol")


@pytest.fixture
def mina() -> User:
    return make_user("Mina")


@pytest.fixture
def jonas() -> User:
    return make_user("Jonas")


@pytest.fixture
def circle(carol: User, mina: User, jonas: User) -> Circle:
    return make_circle("marketing", curator=carol, members=[mina, jonas])


def test_introduce_asks_each_participant_by_mail_once(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = introduce(circle, [mina, jonas], by=carol, note="Meet.", at=at)

    assert introduction.state == State.ASKED
    assert sorted(a.user_id for a in introduction.answers.all()) == sorted([mina.pk, jonas.pk])
    asked = OutboxMail.objects.filter(purpose="introduction_asked")
    assert sorted(asked.values_list("address", flat=True)) == sorted([mina.email, jonas.email])


def test_introduce_same_people_twice_is_refused(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduce(circle, [mina, jonas], by=carol, note="Meet.", at=at)

    with pytest.raises(CannotIntroduce, match="already being asked"):
        introduce(circle, [jonas, mina], by=carol, note="Meet again.", at=at)
    assert Introduction.objects.count() == 1


def test_introduce_needs_a_curator(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    other = make_user()
    Membership.objects.create(circle=circle, user=other, joined_at=at)

    with pytest.raises(CannotIntroduce, match="Only curators"):
        introduce(circle, [mina, jonas], by=other, note="Meet.", at=at)


def test_introduce_reaches_members_of_the_circle_only(circle: Circle, carol: User, mina: User, at: datetime) -> None:
    stranger = make_user("Stranger")

    with pytest.raises(CannotIntroduce, match="no longer in the circle"):
        introduce(circle, [mina, stranger], by=carol, note="Meet.", at=at)


@pytest.mark.parametrize("note", ["See https://example.org", "Look at www.example.org", "Try example.com/offer"])
def test_introduce_refuses_links_in_the_note(
    note: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    with pytest.raises(NotPlain, match="Leave links out"):
        introduce(circle, [mina, jonas], by=carol, note=note, at=at)


def test_introduce_people_who_know_each_other_is_refused(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    connect(mina, jonas)

    with pytest.raises(CannotIntroduce, match="already know each other"):
        introduce(circle, [mina, jonas], by=carol, note="Meet.", at=at)


def test_introduce_blocked_pair_becomes_a_shadow_that_nobody_hears_of(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    Block.objects.create(blocker=mina, blocked=jonas, since=at)

    introduction = introduce(circle, [mina, jonas], by=carol, note="Meet.", at=at)

    assert introduction.shadow
    assert introduction.state_for(carol, at=at) == State.ASKED
    assert OutboxMail.objects.count() == 0
    assert not Introduction.objects.visible_to(mina).exists()
    assert not Introduction.objects.awaiting(jonas, at).exists()


def test_introduce_paused_person_becomes_a_shadow(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    mina.profile.paused_at = at
    mina.profile.save()

    assert introduce(circle, [mina, jonas], by=carol, note="Meet.", at=at).shadow


def test_introduce_pair_asked_in_another_circle_becomes_a_shadow(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    elsewhere = make_circle("makers", members=[mina, jonas])
    other_curator = elsewhere.memberships.get(role="curator").user
    introduce(elsewhere, [mina, jonas], by=other_curator, note="Meet.", at=at)

    assert introduce(circle, [mina, jonas], by=carol, note="Meet.", at=at).shadow


def test_introduce_of_a_group_is_made_with_two_yeses(circle: Circle, carol: User, at: datetime) -> None:
    people = [make_user(name) for name in ("Ann", "Ben", "Cleo")]
    for user in people:
        Membership.objects.create(circle=circle, user=user, joined_at=at)
    introduction = introduce(circle, people, by=carol, note="Meet.", at=at)
    ann, ben, cleo = people

    answer(introduction, user=ann, value="yes", at=at)
    made = answer(introduction, user=ben, value="yes", at=at)

    assert made.state == State.MADE
    assert made.state_for(ann, at=at) == State.MADE
    # Who has not said yes sees nothing of its being made.
    assert made.state_for(cleo, at=at) == State.ASKED
    assert made.state_for(cleo, at=made.closes_at) == State.NOT_MADE
    assert list(Connection.objects.values_list("low", "high")) == [(ann.pk, ben.pk)]

    answer(introduction, user=cleo, value="yes", at=at)
    assert Connection.objects.count() == 3
    assert made.conversation.members.count() == 3
