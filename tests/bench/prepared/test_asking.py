"""Introductions that wait for somebody who was invited: the first thing the newcomer sees."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from apps.bench.models import Prepared
from apps.bench.services import asking
from apps.bench.services.asking import ask_due, drop_over
from apps.bench.services.preparing import prepare
from apps.circles.models import Circle, Held, Invitation, Membership, Role
from apps.circles.models.invitation import TIME_TO_ACCEPT
from apps.circles.services import accepting, holding, leaving, members
from apps.circles.tokens import invitation_path
from apps.introductions.models import Answer, Introduction
from apps.mail.models import OutboxMail
from apps.profiles.models import Profile, User
from apps.profiles.services.blocking import block
from tests.bench.pages import bench
from tests.bench.prepared.scenes import NOTE, asked, come, finish_welcome, invited
from tests.factories import add_trait, join, make_user
from tests.introductions.scenes import signed_in

pytestmark = pytest.mark.django_db


def test_the_end_of_the_welcome_asks_both(prepared: Prepared, tom: Invitation, mina: User, now: datetime) -> None:
    membership = come(tom, now)
    assert (asked(), ask_due(at=now)) == ([], 0)

    finish_welcome(membership)

    assert asked() == [(NOTE, 2)]
    assert set(Answer.objects.values_list("user", flat=True)) == {mina.pk, membership.user_id}
    mails = OutboxMail.objects.filter(purpose="introduction_asked")
    assert set(mails.values_list("user", flat=True)) == {mina.pk, membership.user_id}
    assert not Prepared.objects.exists()


def test_the_first_screen_after_the_welcome_holds_the_introduction(
    prepared: Prepared, tom: Invitation, now: datetime
) -> None:
    page = finish_welcome(come(tom, now))

    assert (NOTE in page, "Yes, introduce us" in page) == (True, True)


def test_leaving_the_welcome_asks_too(prepared: Prepared, tom: Invitation, now: datetime) -> None:
    client = signed_in(come(tom, now).user)

    page = client.post(reverse("circles:leave_welcome", args=["maps"]), follow=True).text

    assert NOTE in page
    assert asked() == [(NOTE, 2)]


def test_who_stays_in_the_welcome_is_asked_after_an_hour(prepared: Prepared, tom: Invitation, now: datetime) -> None:
    come(tom, now)

    assert ask_due(at=now + timedelta(minutes=59)) == 0
    assert (ask_due(at=now + timedelta(hours=1)), ask_due(at=now + timedelta(hours=1))) == (1, 0)
    assert asked() == [(NOTE, 2)]


def test_nobody_without_a_name_is_introduced(prepared: Prepared, tom: Invitation, now: datetime) -> None:
    membership = come(tom, now, name="")
    finish_welcome(membership)
    assert (asked(), ask_due(at=now + timedelta(days=2))) == ([], 0)

    Profile.objects.filter(user=membership.user).update(name="Tom Thorn")

    assert (ask_due(at=now + timedelta(days=2)), asked()) == (1, [(NOTE, 2)])


def test_somebody_whose_profile_stands_is_asked_as_they_come(
    prepared: Prepared, tom: Invitation, now: datetime
) -> None:
    ready = make_user("Tom Thorn", email="tom@example.org")
    for fact in ("#maps", "#kites", "#bread"):
        add_trait(ready, "interest", fact)

    client = signed_in(ready)
    client.post(invitation_path(tom), {"action": "accept"})

    page = client.post(reverse("circles:knowing", args=["maps"]), {"skip": "1"}, follow=True).text

    assert NOTE in page
    assert asked() == [(NOTE, 2)]


def test_a_group_waits_for_the_last(circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime) -> None:
    uma = invited(circle, carol, "", now, "Uma")
    prepare(circle, [mina], [tom, uma], by=carol, note=NOTE, at=now)
    finish_welcome(come(tom, now))
    assert asked() == []

    accepting.accept_invitation(uma, user=make_user("Uma Urban"), at=now)
    finish_welcome(Membership.objects.get(user__profile__name="Uma Urban"))

    assert asked() == [(NOTE, 3)]


def test_two_invited_by_one_person_are_not_introduced_to_themselves(
    circle: Circle, carol: User, tom: Invitation, now: datetime
) -> None:
    link = invited(circle, carol, "", now, "Tommy")
    prepare(circle, [], [tom, link], by=carol, note=NOTE, at=now)
    membership = come(tom, now)
    accepting.accept_invitation(link, user=membership.user, at=now)

    finish_welcome(membership)

    assert (asked(), Prepared.objects.count()) == ([], 0)


def test_a_set_not_to_be_introduced_is_a_shadow(prepared: Prepared, tom: Invitation, mina: User, now: datetime) -> None:
    membership = come(tom, now)
    block(mina, membership.user, at=now)

    finish_welcome(membership)

    assert [(row.shadow, row.note) for row in Introduction.objects.all()] == [(True, NOTE)]
    assert not OutboxMail.objects.filter(purpose="introduction_asked").exists()


def test_a_pair_introduced_by_hand_meanwhile_is_not_asked_again(
    prepared: Prepared, circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    """By another curator, before the newcomer is through with the welcome."""
    membership = come(tom, now)
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    prepare(circle, [mina, membership.user], by=ana, note="Meet.", at=now)
    assert ask_due(at=now + timedelta(minutes=5)) == 1

    finish_welcome(membership)

    assert (asked(), Prepared.objects.count()) == ([("Meet.", 2)], 0)


def test_a_no_changes_nothing(prepared: Prepared, circle: Circle, carol: User, tom: Invitation, now: datetime) -> None:
    before = bench(carol, circle).text.count("waits for Tom")

    accepting.decline_invitation(tom, at=now)

    assert (before, bench(carol, circle).text.count("waits for Tom"), drop_over(at=now)) == (1, 1, 0)


def test_somebody_held_is_waited_for_and_asked_once_let_in(
    prepared: Prepared, circle: Circle, carol: User, tom: Invitation, now: datetime
) -> None:
    join(circle, make_user("Tom Thorn"))
    accepting.accept_invitation(tom, user=make_user("Tom Thorn", email="tom@example.org"), at=now)
    held = Held.objects.get()
    assert (drop_over(at=now), ask_due(at=now + timedelta(days=1)), "waits for" in bench(carol, circle).text) == (
        0,
        0,
        False,
    )

    holding.let_in(held, by=carol, at=now)

    assert (ask_due(at=now + timedelta(days=1)), asked()) == (1, [(NOTE, 2)])


def test_who_leaves_meanwhile_is_not_asked(
    prepared: Prepared, circle: Circle, mina: User, tom: Invitation, now: datetime
) -> None:
    leaving.leave(circle, user=mina, at=now)

    finish_welcome(come(tom, now))

    assert (asked(), drop_over(at=now), Prepared.objects.count()) == ([], 1, 0)


def test_it_waits_no_longer_than_the_invitation(prepared: Prepared, now: datetime) -> None:
    assert drop_over(at=now + TIME_TO_ACCEPT - timedelta(seconds=1)) == 0
    assert drop_over(at=now + TIME_TO_ACCEPT) == 1


def test_who_keeps_the_circle_no_more_introduces_nobody(
    prepared: Prepared, circle: Circle, carol: User, tom: Invitation, now: datetime
) -> None:
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    members.step_down(circle, user=carol, at=now)
    assert "waits for Tom" not in bench(ana, circle).text

    finish_welcome(come(tom, now))

    assert (asked(), Prepared.objects.count()) == ([], 0)


def test_who_is_held_after_a_worker_has_looked_is_waited_for(
    prepared: Prepared, tom: Invitation, now: datetime
) -> None:
    """A worker found it complete, and comes to the circle's lock after the hold."""
    assert asking._asked(prepared.pk, now) is False

    assert (asked(), Prepared.objects.count()) == ([], 1)


def test_a_group_that_has_lost_somebody_is_not_asked_without_them(
    circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    ben = make_user("Ben")
    join(circle, ben)
    prepare(circle, [mina, ben], [tom], by=carol, note="You three.", at=now)

    tom.delete()

    assert (ask_due(at=now), asked(), Prepared.objects.count()) == (0, [], 0)


def test_nobody_is_asked_in_the_name_of_somebody_suspended(
    prepared: Prepared, carol: User, tom: Invitation, now: datetime
) -> None:
    User.objects.filter(pk=carol.pk).update(suspended_at=now)
    finish_welcome(come(tom, now))
    assert (ask_due(at=now), asked()) == (0, [])

    User.objects.filter(pk=carol.pk).update(suspended_at=None)

    assert (ask_due(at=now), asked()) == (1, [(NOTE, 2)])
