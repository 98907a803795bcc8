"""Introductions that are paused because what somebody wrote was called a pitch in two, and what curators say of it."""

from datetime import datetime, timedelta

from apps.circles.models import Circle
from apps.introductions.models import Introduction, Message, PitchPause, PitchReport
from apps.introductions.services import looking
from apps.introductions.services.conversing import write_message
from apps.introductions.services.reporting_pitches import report_pitch, take_back
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.introductions.scenes import conversation_of, put_to_all
from tests.privacy.twins.world import Act, Work, World

LONG_AGO, A_MONTH_AGO = timedelta(days=90), timedelta(days=40)
Verdict = PitchReport.Verdict


def pitched(*by: str, taken_back: str = "", elsewhere: bool = False) -> Work:
    """The one wrote to two others of a circle, Zoe and Quin, a month ago, after an introduction with each. These of the
    two say now that it was a pitch; and one of them takes it back."""

    def done(world: World) -> None:
        _let_all_hear(world)
        circle = Circle.objects.get(pk=world.town.elsewhere if elsewhere else world.town.circle)
        people = {"Zoe": world.user(world.town.stranger), "Quin": make_user("Quin", email="quin@example.org")}
        letters = {name: _letter(world.actor, reader, circle, world.at) for name, reader in people.items()}
        for name in by:
            report_pitch(letters[name], reporter=people[name], at=world.at)
            if name == taken_back:
                take_back(letters[name], reporter=people[name], at=world.at)

    return done


def _let_all_hear(world: World) -> None:
    """Whoever waits for room is not asked for an introduction with somebody paused: they do not know of it."""
    for asked in Introduction.objects.filter(pk=world.ask, shadow=False):
        put_to_all(asked, at=world.at)


def _letter(writer: User, reader: User, circle: Circle, at: datetime) -> Message:
    if not circle.memberships.filter(user=reader).exists():
        join(circle, reader, at=at - LONG_AGO)
    conversation = conversation_of(circle, writer, reader, at=at - A_MONTH_AGO)
    return write_message(conversation, author=writer, body="Buy my ropes.", at=at - A_MONTH_AGO)


def looks(verdict: str) -> Act:
    """At all that wait for them, whoever wrote it."""

    def looked(world: World, doer: User, ids: tuple[int, ...]) -> None:
        waiting = PitchReport.objects.visible_to(doer).unlooked().filter(circle=world.circle).order_by("pk")
        for pk in waiting.values_list("message__author", flat=True).distinct().order_by("message__author"):
            messages = waiting.filter(message__author=pk).values_list("message_id", flat=True)
            looking.look_as_curator(world.circle, world.user(pk), list(messages), verdict=verdict, by=doer, at=world.at)

    return looked


def let_go_on(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for pause in PitchPause.objects.visible_to(doer).filter(circle=world.circle).select_related("user").order_by("pk"):
        looking.let_go_on_as_curator(world.circle, pause.user, by=doer, at=world.at)


# By curators: what they say to whoever wrote it, or keep from them, is no secret from these.
SAID: dict[str, Act] = {
    "talks about pitches": looks(Verdict.TALKED),
    "keeps paused for pitches": looks(Verdict.PAUSED),
}
PITCHES: dict[str, Act] = {"lets pitches be": looks(Verdict.LET_BE), "lets go on": let_go_on, **SAID}
