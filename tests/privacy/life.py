"""Somebody who has done everything one can do here, with words that nobody else uses, and what the database holds of
them."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Model, Q
from django.utils import timezone

from apps.bench.models import Hold, Prepared
from apps.circles.models import Acquaintance, Circle, Draft, Held, Invitation, InvitedFact, JoinRequest, QuestionSettled
from apps.digests.models import Carried, DigestSchedule, UnwantedMail
from apps.introductions.models import (
    Capacity,
    ImportedPerson,
    MailedReply,
    MailedYes,
    NeverWith,
    Outcome,
    PitchPause,
    PitchReport,
    Tiding,
)
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.enclosing import Enclosed
from apps.introductions.services.introducing import introduce
from apps.introductions.services.passing import give_reason
from apps.introductions.services.thanking import tell
from apps.introductions.services.ways import add_way
from apps.mail.models import OutboxMail
from apps.mail.pausing import Why, pause
from apps.matching.models import Dismissal, NeverTogether, NoReason, Showing, SinceMet, Suggestion, Wish
from apps.meetings.models import Attendee, Evening, Forwarded, ForwardingAddress, Meeting
from apps.profiles.models import AddressSwitch, Block, User
from apps.profiles.services.photos import set_photo
from apps.staff.models import AuditEntry, Batch, BatchLine, Report
from apps.staff.services.auditing import note
from tests.factories import add_handle, add_trait, join, make_circle, make_question, make_user, make_word

CANARY = "Quetzalpfennig"
ADDRESS = f"{CANARY.lower()}@example.org"
TEXTS = {"CharField", "TextField", "EmailField", "FileField", "JSONField", "GenericIPAddressField"}


def live() -> User:
    """The person; staff, because staff leave marks, too."""
    user = make_user(
        f"{CANARY} name",
        email=ADDRESS,
        pronouns=f"{CANARY} pro",
        pronunciation=f"{CANARY} said",
        headline=f"{CANARY} headline",
        about=f"{CANARY} about",
        time_zone="Europe/Oslo",
    )
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user = User.objects.get(pk=user.pk)
    other, third, enemy = make_user("Other"), make_user("Third"), make_user("Enemy")
    kept = make_circle("kept", curator=user, members=[other, third], at=timezone.now())
    visited = make_circle("visited", curator=third, members=[user, other, enemy], at=timezone.now())
    _profile(user, enemy)
    _circles(user, other, kept, visited)
    _introductions(user, other, third, kept, visited)
    _suggestions(user, third, enemy, visited)
    _bench(user, other, third, kept)
    _meetings(user, other)
    _account(user)
    _staff(user, other, visited)
    return user


def rows_of(user: User) -> Iterator[tuple[str, str]]:
    """("room.Model.field", value) of every text in every row that points at the person."""
    for model in apps.get_models():
        pointing = [field.name for field in model._meta.concrete_fields if field.related_model is User]
        named = [Q(**{name: user}) for name in pointing] + ([Q(pk=user.pk)] if model is User else [])
        for condition in named:
            for row in model._base_manager.filter(condition):
                yield from _texts(row)


def models_with_people() -> set[str]:
    found = set()
    for model in apps.get_models():
        if any(field.related_model is User for field in model._meta.concrete_fields):
            found.add(model._meta.label)
    return found


def everything() -> Iterator[tuple[str, str]]:
    """The same of every row that there is."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            yield from _texts(row)


def _texts(row: Model) -> Iterator[tuple[str, str]]:
    fields: list[Field[object, object]] = [f for f in row._meta.concrete_fields if f.get_internal_type() in TEXTS]
    for field in fields:
        if value := str(getattr(row, field.attname) or ""):
            yield f"{row._meta.label}.{field.name}", value


def _profile(user: User, enemy: User) -> None:
    set_photo(user, f"{CANARY} photo".encode())
    add_trait(user, "interest", f"{CANARY} fact")
    add_trait(user, "school", "Truman High", written=f"{CANARY} school", visibility="hidden")
    add_handle(user, f"{CANARY} site", f"{CANARY}.handle", recognise=True)
    town: dict[str, Any] = {"latitude": 48.21, "longitude": 16.37, "town": f"{CANARY} town"}
    add_trait(user, "school", "Lincoln High School", **town)
    Block.objects.create(blocker=user, blocked=enemy, since=timezone.now())


def _circles(user: User, other: User, kept: Circle, visited: Circle) -> None:
    now = timezone.now()
    times = {"created_at": now, "expires_at": now}
    Acquaintance.objects.create(circle=visited, ticker=user, known=other, at=now)
    Invitation.objects.create(
        circle=kept, inviter=user, address="guest@example.org", name="Guest", sentence=f"{CANARY} sentence", **times
    )
    Draft.objects.create(circle=kept, curator=user, name=f"{CANARY} line", sentence=f"{CANARY} reason", position=1,
                         created_at=now)  # fmt: skip
    got = Invitation.objects.create(
        circle=visited, inviter=other, address=ADDRESS, name=f"{CANARY} invited", sentence="Come.", accepted_by=user,
        state="accepted", **times,
    )  # fmt: skip
    InvitedFact.objects.create(invitation=got, kind="place", name=f"{CANARY} said")
    far = make_circle("far", at=now)
    Held.objects.create(circle=make_circle("guarded", at=now), user=user, formerly=f"{CANARY} before", joined_at=now,
                        since=now)  # fmt: skip
    JoinRequest.objects.create(circle=far, user=user, note=f"{CANARY} request", asked_at=now)
    make_question(kept, f"{CANARY} asked", by=user, at=now, answers=[f"{CANARY} one", f"{CANARY} two"])
    word = make_word(kept, f"{CANARY} word", by=user, at=now)
    QuestionSettled.objects.create(question=make_question(visited, by=other, at=now), user=user, at=now)
    Carried.objects.create(user=user, word=word, mail_id=1, at=now)
    UnwantedMail.objects.create(user=user, kind="asks", since=now)
    ImportedPerson.objects.create(source="list.csv", external_id="p17", user=user)


def _introductions(user: User, other: User, third: User, kept: Circle, visited: Circle) -> None:
    now = timezone.now()
    introduce(kept, [other, third], by=user, note=f"{CANARY} note", at=now)
    made = introduce(visited, [user, other], by=third, note="Meet.", at=now)
    way = add_way(user, label=f"{CANARY} way", value=f"{CANARY} number")
    enclosed = Enclosed(f"{CANARY} question", True, [way.pk])
    for one in (user, other):
        made = answer(made, user=one, value="yes", at=now, enclosed=enclosed if one == user else None)
    for kind in Tiding.Kind.values:
        tell(made.conversation, user=user, kind=kind, words=f"{CANARY} {kind}", at=now)
    fourth = join(visited, make_user("Fourth"), at=now).user
    passed = introduce(visited, [user, fourth], by=third, note="Meet, too.", at=now)
    give_reason(answer(passed, user=user, value="no", at=now), user=user, reason="not_now")
    NeverWith.objects.create(user=user, other=fourth, at=now)
    mine = write_message(made.conversation, author=user, body=f"{CANARY} message", at=now)
    MailedReply.objects.create(conversation=made.conversation, user=user, digest="0" * 64, at=now)
    theirs = write_message(made.conversation, author=other, body="Hello.", at=now)
    looked = {"looked_at": now, "looked_by": user, "verdict": "talked"}
    for message, reporter, fields in ((mine, other, {}), (theirs, user, {}), (theirs, third, looked)):
        PitchReport.objects.create(message=message, reporter=reporter, circle=visited, at=now, staff_at=now, **fields)
    PitchPause.objects.create(circle=visited, user=user, since=now, told_from=now, until=now, until_by=third)
    MailedYes.objects.create(user=user, kind="introduction", about=passed.pk, counts_at=now)
    Capacity.objects.create(user=user, asks=4, suggestions=1)
    Outcome.objects.create(introduction=made, user=user, value=Outcome.Value.NOT_YET, at=now)


def _suggestions(user: User, third: User, enemy: User, visited: Circle) -> None:
    now = timezone.now()
    low, high = sorted((user, third), key=lambda one: one.pk)
    suggestion = Suggestion.objects.create(circle=visited, low=low, high=high, made_at=now, score=5.0)
    Showing.objects.create(suggestion=suggestion, user=user, place=Showing.Place.HOME, first_at=now, last_at=now)
    Wish.objects.create(suggestion=suggestion, user=user, at=now, note=f"{CANARY} hope", bench=Wish.Bench.YES)
    Dismissal.objects.create(user=user, other=enemy, at=now)
    NoReason.objects.create(user=user, type=1, fact=user.traits.get(kind="interest"), at=now)
    for one, another in ((user, third), (third, user)):
        SinceMet.objects.create(user=one, other=another, reason="1:1-1", at=now)
    DigestSchedule.objects.get_or_create(user=user, defaults={"next_at": now})


def _bench(user: User, other: User, third: User, kept: Circle) -> None:
    now, (low, high) = timezone.now(), sorted((other, third), key=lambda one: one.pk)
    about = {"circle": kept, "low": low, "high": high, "by": user, "at": now}
    Hold.objects.create(until=now.date(), **about)
    NeverTogether.objects.create(**about)
    guest = Invitation.objects.get(circle=kept, name="Guest")
    key = Prepared.key_of([other.pk], [guest.pk])
    prepared = Prepared.objects.create(circle=kept, by=user, note=f"{CANARY} prepared", key=key, at=now)
    prepared.people.create(user=other)
    prepared.people.create(invitation=guest)


def _meetings(user: User, other: User) -> None:
    """Theirs with somebody on it, and somebody's with them on it."""
    now = timezone.now()
    about = {"ends_at": now, "starts_at": now, "source": Meeting.Source.FILE, "read_at": now}
    for owner, person, title in ((user, other, f"{CANARY} call"), (other, user, "A call")):
        meeting = Meeting.objects.create(user=owner, slug=f"of {owner.pk}", key="0" * 64, title=title, **about)
        address = EmailAddress.objects.get(user=person)
        meeting.attendees.create(person=person, by=Attendee.By.ADDRESS, address=address)
    Evening.objects.create(user=user, since=now, next_on=now.date(), next_at=now)
    ForwardingAddress.objects.create(user=user, since=now)
    Forwarded.objects.create(user=user, digest="0" * 64, at=now)


def _account(user: User) -> None:
    two = EmailAddress.objects.create(user=user, email=f"two-{ADDRESS}", verified=True)
    AddressSwitch.objects.create(address=two, on=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    UserSession.objects.create(user=user, session_key="elsewhere", ip="192.0.2.77", user_agent=f"{CANARY} browser")
    SocialAccount.objects.create(user=user, provider="github", uid=f"{CANARY} uid", extra_data={"login": CANARY})
    for why in Why:
        pause(ADDRESS, why, happened_at=timezone.now())
    OutboxMail.objects.create(
        purpose="account", key="life", address=ADDRESS, user=user, due_at=timezone.now(), state=OutboxMail.State.KEPT,
        settled_at=timezone.now(), subject=f"{CANARY} subject", text=f"{CANARY} text",
    )  # fmt: skip


def _staff(user: User, other: User, visited: Circle) -> None:
    now = timezone.now()
    Report.objects.create(kind="circle", object_id=visited.pk, reporter=user, words=f"{CANARY} report", made_at=now)
    Report.objects.create(kind="person", object_id=user.pk, reporter=other, about=user, quote=f"{CANARY} quote",
                          words=f"{CANARY} told", made_at=now)  # fmt: skip
    brought = {"made_at": now, "name": f"{CANARY} batch", "purpose": f"{CANARY} batch purpose"}
    own = Batch.objects.create(by=user, curator=other, state="read", **brought)
    BatchLine.objects.create(batch=own, position=1, tag="north", name=f"{CANARY} on a list", address=ADDRESS,
                             sentence=f"{CANARY} belongs there")  # fmt: skip
    Batch.objects.create(by=other, curator=user, state="running", next_at=now, started_at=now, **brought)
    note(AuditEntry.Deed.SUSPENDED, by=user, about=other, words="They sell.", at=now)
    note(AuditEntry.Deed.SUSPENDED, by=other, about=user, words=f"{CANARY} why", at=now)
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(User), object_id=str(other.pk),
        object_repr=str(other), action_flag=CHANGE, change_message="",
    )  # fmt: skip
