"""A world in which every field holds an attack; made inside an instance. Written past the services, which refuse some
of them: what a field holds must do nothing, however it came there."""

import os
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from apps.circles.models import Circle, Invitation, JoinRequest, Membership, Role
from apps.introductions.models import Introduction, Message
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.matching.services.refreshing import refresh_circle
from apps.meetings.models import Attendee, Meeting
from apps.profiles.models import Profile, Topic, User
from tests.factories import add_trait, make_circle, make_user
from tests.introductions.scenes import put_to_all
from tests.privacy.attacks import attacks

KINDS = ["interest", "school", "employer", "place", "field", "team", "language", "event", "seeks", "offers", "other"]


def make_attacked_world() -> tuple[User, list[str]]:
    """Vera, who keeps circles with everybody in them, and the paths of the pages that she may open."""
    vera, carol = make_user("Vera"), make_user("Carol")
    people = [make_user(f"Attacker {number}") for number in range(len(attacks()))]
    hall = make_circle("hall", curator=carol, members=[vera, *people])
    Membership.objects.filter(circle=hall, user=vera).update(role=Role.CURATOR)
    for number, (person, attack) in enumerate(zip(people, attacks(), strict=True)):
        _say(person, vera, KINDS[number % len(KINDS)], attack)
        _ask(hall, vera, person, carol, attack, made=number % 2 == 0)
        _circle(vera, person, attack, number)
        _call(vera, person, attack)
    Profile.objects.filter(user=carol).update(name=attacks()[5])
    refresh_circle(hall.pk, at=timezone.now())
    for mail in OutboxMail.objects.order_by("pk"):
        deliver(mail.pk, at=timezone.now())
    return vera, paths(vera, people)


def _say(person: User, vera: User, kind: str, attack: str) -> None:
    Profile.objects.filter(user=person).update(name=attack[:80], headline=attack, about=attack)
    for user in (person, vera):
        trait = add_trait(user, kind, f"topic {person.pk}")
    Topic.objects.filter(pk=trait.topic_id).update(name=attack[:80])


def _ask(hall: Circle, vera: User, person: User, carol: User, attack: str, *, made: bool) -> None:
    now = timezone.now()
    asked = put_to_all(introduce(hall, [vera, person], by=carol, note="note", at=now))
    Introduction.objects.filter(pk=asked.pk).update(note=attack)
    if not made:
        return
    for user in (vera, person):
        asked = answer(asked, user=user, value="yes", at=now)
    for user in (vera, person):
        message = write_message(asked.conversation, author=user, body="words", at=now)
        Message.objects.filter(pk=message.pk).update(body=attack)


def _circle(vera: User, person: User, attack: str, number: int) -> None:
    now = timezone.now()
    circle = make_circle(f"circle-{number}", curator=vera, purpose=attack)
    JoinRequest.objects.create(circle=circle, user=person, note=attack, asked_at=now)
    until = now + timedelta(days=30)
    for address in ("", f"a{number}@example.org"):
        mailed = Invitation.objects.create(
            circle=circle,
            inviter=vera,
            address=address,
            name=attack[:80],
            sentence=attack,
            created_at=now,
            expires_at=until,
        )
    OutboxMail.objects.create(
        purpose="invitation",
        key=str(mailed.pk),
        address=mailed.address,
        payload={"invitation": mailed.pk},
        due_at=now,
    )


def _call(vera: User, person: User, attack: str) -> None:
    starts = timezone.now() + timedelta(days=1)
    times = {"starts_at": starts, "ends_at": starts, "read_at": timezone.now()}
    meeting = Meeting.objects.create(
        user=vera, slug=f"call-{person.pk}", key=f"{person.pk}", title=attack, source="file", **times
    )
    address = EmailAddress.objects.get(user=person)
    meeting.attendees.create(person=person, by=Attendee.By.ADDRESS, address=address)


def paths(vera: User, people: list[User]) -> list[str]:
    """Every page on which one of those words may stand."""
    asked = Introduction.objects.filter(answers__user=vera).order_by("pk").values_list("pk", flat=True)
    links = Invitation.objects.filter(inviter=vera, address="").values_list("circle__tag", "pk")
    # Mails of one purpose share their template: every third is enough, save in a soak.
    mails = OutboxMail.objects.exclude(html="").order_by("pk").values_list("pk", flat=True)
    mails = mails if os.environ.get("SOAK") else mails[::3]
    tags = Circle.objects.filter(memberships__user=vera).values_list("tag", flat=True)
    return [
        *("/", "/profile/", "/circles/", "/people/", "/settings/", "/digest/preview/", "/digest/preview/html/"),
        *("/meetings/", *(f"/meetings/call-{person.pk}/" for person in people[::4])),
        *("/circles/hall/bench/", "/circles/hall/introduce/", "/circles/hall/settings/", "/mailbox/"),
        *(f"/circles/{tag}/" for tag in tags),
        *(f"/circles/{tag}/invitations/{pk}/" for tag, pk in links),
        *(f"/people/{person.pk}/" for person in people),
        *(f"/introductions/{pk}/" for pk in asked),
        *(f"/conversations/{pk}/" for pk in range(1, len(people) // 2 + 1)),
        *(f"/mailbox/{pk}/html/" for pk in mails),
    ]
