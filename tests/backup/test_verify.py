"""Each rule is broken once, and named."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from apps.circles.models import Acquaintance, Membership
from apps.digests.models import DigestSchedule
from apps.introductions.models import Answer, Conversation, Enclosure, Introduction, Message, PitchPause, PitchReport
from apps.mail import invariants
from apps.mail.models import OutboxMail
from apps.matching.models import Candidate, NoReason, Refresh, Showing, Suggestion
from apps.meetings.models import Attendee, Evening
from apps.profiles.models import Profile, ProfileTrait, Topic, User
from apps.profiles.services.leaving import erase
from apps.staff.models import AuditEntry, BatchLine, Report
from tests.factories import AT, add_handle, connect, make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
LONG_AGO = 1_000_000_000.0


def mail(**fields: object) -> None:
    values = {"purpose": "digest", "key": "1", "address": "a@example.org", "due_at": AT, "state": "queued"}
    OutboxMail.objects.create(**values | fields)


def orphan(world: World) -> None:
    path = Path(settings.MEDIA_ROOT) / "photos" / "nobody.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"somebody who is gone")
    os.utime(path, (LONG_AGO, LONG_AGO))


def erased_with_name(world: World) -> None:
    User.objects.filter(pk=world.people["stranger"].pk).update(is_active=False, email="erased-1@erased.invalid")


def erased_with_words(world: World) -> None:
    Message.objects.create(conversation=world.conversation, author=world.people["tom"], body="Hello", sent_at=AT)
    User.objects.filter(pk=world.people["tom"].pk).update(is_active=False)


def erased(world: World) -> User:
    User.objects.filter(pk=world.people["tom"].pk).update(is_active=False)
    return world.people["tom"]


def shown_to_another(world: World) -> None:
    low, high = sorted((world.people["member"].pk, world.people["una"].pk))
    suggestion, _ = Suggestion.objects.get_or_create(
        circle=world.circle, low_id=low, high_id=high, defaults={"made_at": AT, "score": 1.0}
    )
    Showing.objects.create(suggestion=suggestion, user=world.people["curator"], place="home", first_at=AT, last_at=AT)


def stale_candidates(world: World) -> None:
    Refresh.objects.update_or_create(circle_id=world.circle.pk, defaults={"generation": 2, "finished_at": AT})
    Candidate.objects.create(circle_id=world.circle.pk, generation=1, low_id=1, high_id=2, score=1.0)


def told_of_calls_when_gone(world: World) -> None:
    User.objects.filter(pk=world.people["una"].pk).update(is_active=False)
    Evening.objects.create(user=world.people["una"], since=AT, next_on=AT.date(), next_at=AT)


BROKEN: dict[str, Callable[[World], object]] = {
    "Every file that a row names is there": lambda w: Profile.objects.filter(user=w.people["tom"]).update(
        photo="photos/gone.jpg"
    ),
    "Every file is named by a row": orphan,
    "Every mail has a purpose that somebody writes": lambda w: mail(purpose="advert"),
    "A mail that is being sent is in somebody's hands": lambda w: mail(state="attempting"),
    "A mail whose end is known is in nobody's hands and keeps no secret": lambda w: mail(
        state="sent", settled_at=AT, payload={"code": "123"}
    ),
    "Nobody holds a mail for longer than a lease": lambda w: mail(leased_until=timezone.now() + timedelta(days=1)),
    "Every account has a profile": lambda w: Profile.objects.filter(user=w.people["tom"]).delete(),
    "An account with addresses has one of them as its own, and logs in with it": lambda w: EmailAddress.objects.filter(
        user=w.people["tom"]
    ).update(primary=False),
    "An erased account holds nothing": erased_with_name,
    "A topic is found under its folded name": lambda w: Topic.objects.filter(pk=w.values["topic_id"]).update(
        folded="something else"
    ),
    "A fact stands in the vocabulary of its kind": lambda w: ProfileTrait.objects.update(kind="school"),
    "A running circle has a curator": lambda w: Membership.objects.update(role="member"),
    "Nobody erased is in a circle": lambda w: User.objects.filter(pk=w.people["una"].pk).update(is_active=False),
    "Nobody is in a circle and held from it": lambda w: Membership.objects.create(
        circle=w.circle, user_id=w.values["held_id"], joined_at=AT
    ),
    "Who ticked whom are in that circle, both of them": lambda w: Acquaintance.objects.create(
        circle=w.circle, ticker=w.people["tom"], known=w.people["stranger"], at=AT
    ),
    "A connection by introduction has one that is made, with a yes from both": lambda w: connect(
        make_user("One"), make_user("Other")
    ),
    "A conversation belongs to an introduction that is made": lambda w: Introduction.objects.filter(
        pk=w.conversation.introduction_id
    ).update(state="not_made", settled_at=AT),
    "Who is in a conversation has said yes, and nobody is alone in it": lambda w: Answer.objects.update(value="no"),
    "An introduction that is made has its conversation": lambda w: Conversation.objects.all().delete(),
    "An introduction is of two to six people, whose ids are its key": lambda w: Introduction.objects.update(
        participants_key="1-2-3"
    ),
    "A shadow is never made": lambda w: Introduction.objects.filter(state="made").update(shadow=True),
    "Nothing of a shadow is put to anybody": lambda w: Introduction.objects.filter(state="asked").update(shadow=True),
    "An introduction knows when it ended, and no open one has ended": lambda w: Introduction.objects.filter(
        state="made"
    ).update(settled_at=None),
    "What is in an envelope, or told to an introducer, came with a yes": lambda world: Enclosure.objects.create(
        introduction=world.introduction, user=world.people["una"], question="And you?"
    ),
    "A yes is held while its owner never wants to meet one of the people": lambda w: Introduction.objects.get(
        state="asked"
    ).answers.update(value="yes", held=True, answered_at=AT, put_at=AT, reopened_at=None),
    "Nobody is found on a meeting of their own, nor by another's address": lambda w: Attendee.objects.filter(
        person=w.people["tom"]
    ).update(person=w.people["member"]),
    "Nobody who is gone is told of their calls": told_of_calls_when_gone,
    "An erased account has written nothing and is connected to nobody": erased_with_words,
    "A pause for pitches rests on reports of two introductions that wait for a look, was set, or is ending": (
        lambda w: PitchPause.objects.create(circle=w.circle, user=w.people["tom"], since=AT, told_from=AT)
    ),
    "Who calls a message a pitch had it from somebody else, in that circle": lambda w: PitchReport.objects.update(
        reporter=w.people["tom"]
    ),
    "No pitch of an erased account is kept, nor who of them reported one": erased,
    "Where no refresh is at work, candidates are of the generation that counts": stale_candidates,
    "Who was shown a suggestion, or wished for it, is one of its two": shown_to_another,
    "What is no reason for somebody rests on a fact of their own": lambda w: NoReason.objects.create(
        user=w.people["tom"], type=1, fact=w.trait, at=AT
    ),
    "A digest is due for whoever wants one, and for nobody else": lambda w: DigestSchedule.objects.create(
        user=w.people["una"], cadence="never", next_at=AT
    ),
    "A report that is settled says how, when and by whom, and an open one does not": lambda w: Report.objects.create(
        kind="person", object_id=1, made_at=AT, outcome="dealt_with"
    ),
    "No words of an erased account, nor about it, are in a report": lambda w: Report.objects.create(
        kind="person", object_id=1, made_at=AT, about=erased(w), words="They sell."
    ),
    "No words about an erased account are in the log of staff": lambda w: AuditEntry.objects.create(
        deed="suspended", about=erased(w), words="They sell.", at=AT
    ),
    "A line of a batch that went out has its circle, and its batch was started": lambda w: BatchLine.objects.create(
        batch_id=w.values["batch_id"], position=2, tag="far", address="c@example.org", sent_at=AT
    ),
}


def broken() -> list[str]:
    out = StringIO()
    with suppress(SystemExit):
        call_command("verify", stdout=out)
    return [line.split("  ")[-1] for line in out.getvalue().splitlines() if line.startswith("broken")]


def test_every_rule_is_broken_here_save_what_no_statement_can_break() -> None:
    assert set(invariants.checks()) - set(BROKEN) == {"What a row points to is there"}


def test_all_holds_in_a_small_world() -> None:
    make_world()

    assert broken() == []


def test_something_broken_ends_with_1() -> None:
    make_world()
    mail(purpose="advert")

    with pytest.raises(SystemExit) as end:
        call_command("verify", stdout=StringIO())

    assert end.value.code == 1


@pytest.mark.parametrize("rule", BROKEN)
def test_broken_rule_is_named(rule: str, at: datetime) -> None:
    world = make_world()

    BROKEN[rule](world)

    assert rule in [line.split(" (")[0] for line in broken()]


@pytest.mark.parametrize(
    "kept",
    [
        lambda user: Authenticator.objects.create(user=user, type="totp", data={}),
        lambda user: SocialAccount.objects.create(user=user, provider="github", uid="1"),
        lambda user: UserSession.objects.create(user=user, session_key="1", ip="192.0.2.1", user_agent=""),
        lambda user: add_handle(user, "GitHub", "una"),
    ],
)
def test_a_way_in_that_an_erased_account_kept_is_found(kept: Callable[[User], object]) -> None:
    user = make_user("Una")
    erase(user, at=AT)
    assert broken() == []

    kept(user)

    assert [line.split(" (")[0] for line in broken()] == ["An erased account holds nothing"]
