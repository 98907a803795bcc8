"""What people do with an envelope and a conversation. Each does it in all that they have: what is not theirs to do is
refused, and that is an observation, too."""

from collections.abc import Iterable
from datetime import timedelta

from apps.introductions.models import (
    Answer,
    Conversation,
    Introduction,
    Message,
    Outcome,
    PitchReport,
    Tiding,
)
from apps.introductions.services import keeping, reporting_pitches, telling, thanking
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import mark_read, write_message
from apps.introductions.services.enclosing import Enclosed, enclose
from apps.introductions.services.ways import add_way
from apps.matching.services.telling import note_told, stop
from apps.matching.since_met import newly_shared
from apps.profiles.models import User
from apps.profiles.services.traits import add_trait
from tests.privacy.twins.world import Act, World

QUESTION = "Which mulberries are ripe?"


def theirs(doer: User) -> Iterable[Conversation]:
    return Conversation.objects.visible_to(doer).order_by("pk")


def write(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in Conversation.objects.joined_by(doer).order_by("pk"):
        write_message(conversation, author=doer, body=f"Mulberries at {world.at:%H:%M}?", at=world.at)


def read(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        mark_read(conversation, reader=doer, at=world.at)


def put_down_unread(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        keeping.put_down_unread(conversation, user=doer)


def mute(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        keeping.mute(conversation, user=doer, at=world.at)


def unmute(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        keeping.unmute(conversation, user=doer)


def leave(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        keeping.leave(conversation, user=doer, at=world.at)


def come_back(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        keeping.come_back(conversation, user=doer)


def say_the_same(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """Both, a while after they met."""
    for user in (doer, world.user(ids[0])):
        add_trait(user, kind="event", name="Mulberry Fair", at=world.at + timedelta(minutes=1))


def hear_no_more(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """Of what they come to share with the other."""
    note_told(newly_shared(doer, at=world.at + timedelta(minutes=2)), doer, at=world.at)
    stop(doer, world.user(ids[0]))


def tell(value: Outcome.Value) -> Act:
    """Did you talk?"""

    def told(world: World, doer: User, ids: tuple[int, ...]) -> None:
        for conversation in theirs(doer):
            telling.tell(conversation, user=doer, value=value, at=world.at)

    return told


def let_know(kind: Tiding.Kind) -> Act:
    """The introducer."""

    def done(world: World, doer: User, ids: tuple[int, ...]) -> None:
        for conversation in theirs(doer):
            thanking.tell(conversation, user=doer, kind=kind, words="It was good.", at=world.at)

    return done


def take_word_back(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for conversation in theirs(doer):
        thanking.take_back(conversation, user=doer, kind=Tiding.Kind.THANKS, at=world.at)


def report(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """The last that another wrote, where they see one."""
    for conversation in theirs(doer):
        last = conversation.messages.exclude(author=doer).order_by("-sent_at", "-pk").first()
        if last:
            reporting_pitches.report_pitch(last, reporter=doer, at=world.at)


def take_report_back(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for message in Message.objects.filter(pk__in=PitchReport.objects.filter(reporter=doer).values("message")):
        reporting_pitches.take_back(message, reporter=doer, at=world.at)


def keep_a_way(world: World, doer: User, ids: tuple[int, ...]) -> None:
    add_way(doer, label="phone", value=f"+49 30 555{doer.pk}")


def put_in(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """Into the envelopes of what they said yes to."""
    keep_a_way(world, doer, ids)
    yes = Answer.objects.filter(user=doer, value=Answer.Value.YES)
    for introduction in Introduction.objects.filter(answers__in=yes).order_by("pk"):
        ways = doer.ways.values_list("pk", flat=True)
        enclosed = Enclosed(question=QUESTION, shows_email=True, way_ids=list(ways))
        enclose(introduction, user=doer, enclosed=enclosed, at=world.at)


def say_yes_with(world: World, enclosed: Enclosed) -> None:
    """To the ask that the story is about; by the one whose answer is hidden."""
    asked = Introduction.objects.filter(pk=world.ask, answers__user=world.actor).first()
    if asked:
        answer(asked, user=world.actor, value="yes", at=world.at, enclosed=enclosed)


TALKS: dict[str, Act] = {
    "writes": write,
    "reads": read,
    "puts down unread": put_down_unread,
    "mutes": mute,
    "unmutes": unmute,
    "leaves a conversation": leave,
    "comes back to one": come_back,
    "tells that it led somewhere": tell(Outcome.Value.LED),
    "tells that they did not talk": tell(Outcome.Value.NO),
    "thanks": let_know(Tiding.Kind.THANKS),
    "takes thanks back": take_word_back,
    "says that they met": let_know(Tiding.Kind.MET),
    "reports a pitch": report,
    "takes a report back": take_report_back,
    "keeps a way to be reached": keep_a_way,
    "encloses": put_in,
}
