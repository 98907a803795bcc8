"""Scenes that a fault test sets in an instance of its own; run there, in another process."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.bench.limits import TIME_TO_TAKE_BACK
from apps.bench.services.preparing import prepare
from apps.circles.models import Circle, Membership
from apps.digests.models import DigestSchedule
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Answer, Capacity, Conversation, Introduction, MailedYes
from apps.introductions.services.answering import answer, say_yes_by_mail
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.mail.tasks import deliver_mail
from apps.matching.models import Refresh
from apps.matching.services import claims, following
from apps.matching.services.claims import mark_due
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.changes import record_change
from apps.profiles.models import Change, Profile, ProfileTrait, Topic, User
from tests.factories import add_trait, make_circle, make_user
from tests.matching.scenes import crowd

NOTE = "You two should meet."


def digests_due(people: int, *, domains: Sequence[str] = ("example.org",)) -> None:
    """An even number of members, each with an open ask and a digest that is due; in turn at these domains."""
    now = timezone.now()
    users = _people([f"m{number}@{domains[number % len(domains)]}" for number in range(people)])
    circle = make_circle("everybody", at=now)
    Membership.objects.bulk_create(Membership(circle=circle, user=user, joined_at=now) for user in users)
    ask = {"circle": circle, "made_by": circle.memberships.get(role="curator").user, "origin": "curator"}
    times = {"asked_at": now, "closes_at": now + TIME_TO_ANSWER}
    pairs = list(zip(users[::2], users[1::2], strict=True))
    asks = Introduction.objects.bulk_create(
        Introduction(participants_key=Introduction.key_of(user.pk for user in pair), note=NOTE, **ask, **times)
        for pair in pairs
    )
    Answer.objects.bulk_create(
        Answer(introduction=introduction, user=user, put_at=now)
        for introduction, pair in zip(asks, pairs, strict=True)
        for user in pair
    )
    DigestSchedule.objects.bulk_create(DigestSchedule(user=user, next_at=now) for user in users)


def _people(addresses: Sequence[str]) -> list[User]:
    """In bulk: making ten thousand one by one takes longer than writing to them."""
    users = User.objects.bulk_create(User(email=address, password="!") for address in addresses)
    Profile.objects.bulk_create(Profile(user=user, name=f"Member {user.email.partition('@')[0]}") for user in users)
    return users


def pairs_prepared(pairs: int) -> None:
    """So many pairs of one circle that are due to be asked, each after the time to take it back."""
    now = timezone.now()
    users = [make_user(f"Member {number}") for number in range(2 * pairs)]
    circle = make_circle("everybody", members=users, at=now)
    curator = circle.memberships.get(role="curator").user
    for two in zip(users[::2], users[1::2], strict=True):
        prepare(circle, two, by=curator, note=NOTE, at=now - TIME_TO_TAKE_BACK)


def pairs_that_wait(pairs: int) -> None:
    """So many pairs of one circle that were asked while nobody had room; now everybody has."""
    now = timezone.now()
    users = [make_user(f"Member {number}") for number in range(2 * pairs)]
    circle = make_circle("everybody", members=users, at=now)
    curator = circle.memberships.get(role="curator").user
    Capacity.objects.bulk_create(Capacity(user=user, asks=0) for user in users)
    for two in zip(users[::2], users[1::2], strict=True):
        introduce(circle, two, by=curator, note=NOTE, at=now)
    Capacity.objects.update(asks=2)


def yeses_by_mail(pairs: int) -> None:
    """So many pairs of one circle, of whom one has said yes, and the other by mail, which counts by now."""
    now = timezone.now()
    users = [make_user(f"Member {number}") for number in range(2 * pairs)]
    circle = make_circle("everybody", members=users, at=now)
    curator = circle.memberships.get(role="curator").user
    for one, other in zip(users[::2], users[1::2], strict=True):
        introduction = introduce(circle, [one, other], by=curator, note=NOTE, at=now)
        answer(introduction, user=other, value="yes", at=now)
        say_yes_by_mail(introduction, user=one, at=now)
    MailedYes.objects.update(counts_at=now)


def two_who_met() -> dict[str, Any]:
    """Mina and Tom, introduced and signed in: what a caller needs to write as one of them. Tom has written, or Mina
    could write five times only."""
    now = timezone.now()
    mina, tom = make_user("Mina", email="mina@example.org"), make_user("Tom", email="tom@example.org")
    circle = make_circle("runners", members=[mina, tom], at=now)
    curator = circle.memberships.get(role="curator").user
    introduction = introduce(circle, [mina, tom], by=curator, note=NOTE, at=now)
    for user in (mina, tom):
        introduction = answer(introduction, user=user, value="yes", at=now)
    write_message(introduction.conversation, author=tom, body="Hello.", at=now)
    OutboxMail.objects.all().delete()
    return {
        "talk": f"/conversations/{introduction.conversation.pk}/",
        "mina": session_of(mina),
        "tom": session_of(tom),
        "person": f"/people/{tom.pk}/",
    }


def tells_one_by_one() -> None:
    """A mail that somebody is rung for by itself, besides what beat rings."""
    two_who_met()
    mina, tom = User.objects.get(email="mina@example.org"), User.objects.get(email="tom@example.org")
    talk = Conversation.objects.get()
    write_message(talk, author=mina, body="Hello, Tom.", at=timezone.now() - timedelta(hours=1))
    for mail in OutboxMail.objects.filter(user=tom):
        deliver_mail.delay(mail.pk)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def large_circle(people: int) -> int:
    """A circle whose refresh takes a while, wanted now; its id. Everybody shares a handful of facts with many."""
    now = timezone.now()
    users = User.objects.bulk_create(User(email=f"c{number}@example.org", password="!") for number in range(people))
    Profile.objects.bulk_create(Profile(user=user, name=f"Person {user.pk}") for user in users)
    topics = Topic.objects.bulk_create(
        Topic(vocabulary="interest", name=f"topic {number}", folded=f"topic {number}") for number in range(people // 10)
    )
    ProfileTrait.objects.bulk_create(
        ProfileTrait(user=user, kind="interest", topic=topics[(number + step * 37) % len(topics)])
        for number, user in enumerate(users)
        for step in range(1, 9)
    )
    circle = make_circle("crowd", members=users, at=now)
    mark_due([circle.pk], at=now)
    return circle.pk


def day_of_leases() -> dict[str, Any]:
    """One ask that closes within a day and one that does not; whoever has claimed all there is will not come back."""
    now = timezone.now()
    users = [make_user(f"Asked {number}", email=f"asked{number}@example.org") for number in range(4)]
    circle = make_circle("clocks", members=users, at=now)
    curator = circle.memberships.get(role="curator").user
    soon = introduce(circle, users[:2], by=curator, note="Soon over.", at=now - TIME_TO_ANSWER + timedelta(hours=12))
    later = introduce(circle, users[2:], by=curator, note="Much later.", at=now)
    hold_everything()
    return {"soon": soon.pk, "later": later.pk, "circle": circle.pk}


def hold_everything() -> None:
    """As a worker does that is killed right after it has claimed all there is."""
    now = timezone.now()
    OutboxMail.objects.filter(state=OutboxMail.State.QUEUED).update(leased_until=now + settings.MAIL_LEASE)
    for circle in Circle.objects.all():
        mark_due([circle.pk], at=now)
    Refresh.objects.update(leased_until=now + claims.LEASE)
    for user in User.objects.filter(email__startswith="asked"):
        record_change(user, at=now)
    Change.objects.update(leased_until=now + following.LEASE)


def about_to_share_an_interest() -> str:
    """Mina and Tom are in a circle of a few dozen, and he likes what she is about to add: her session."""
    now = timezone.now()
    mina, tom = make_user("Mina", email="mina@example.org"), make_user("Tom", email="tom@example.org")
    add_trait(tom, "interest", "#orienteering")
    circle = make_circle("runners", members=[mina, tom, *crowd(30)], at=now)
    refresh_circle(circle.pk, at=now)
    return session_of(mina)
