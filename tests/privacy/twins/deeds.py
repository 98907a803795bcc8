"""What the one does whose answer is hidden, and what happens about them elsewhere."""

from contextlib import suppress
from datetime import datetime, timedelta

from apps.circles.models import Circle
from apps.circles.services import leaving
from apps.introductions.models import Answer, Conversation, Introduction
from apps.introductions.services.answering import TooLate, answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.enclosing import Enclosed
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.introductions.services.letting_come import let_come
from apps.matching.engine import EvidenceType
from apps.matching.models import Wish
from apps.matching.models.no_reason import WITHOUT_FACTS
from apps.matching.services import wishing
from apps.matching.services.leaving_out import leave_out
from apps.matching.services.noting import note_wish
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import Card, show, suggestions_for
from apps.profiles.models import User
from apps.profiles.services import leaving as accounts
from apps.profiles.services import profile
from apps.profiles.services.blocking import block
from tests.factories import add_trait, join
from tests.privacy.twins.lettings import WORDS, say
from tests.privacy.twins.observations import suggested
from tests.privacy.twins.talks import QUESTION, say_yes_with
from tests.privacy.twins.world import Act, Work, World


def by_actor(*acts: Act) -> Work:
    """About the other one."""

    def done(world: World) -> None:
        for act in acts:
            act(world, world.actor, (world.other.pk,))

    return done


def one_after_another(*works: Work) -> Work:
    def done(world: World) -> None:
        for work in works:
            work(world)

    return done


def silence(world: World) -> None:
    pass


def no(world: World) -> None:
    say(world, world.actor, "no")


def a_yes(world: World) -> None:
    say(world, world.actor, "yes")


def a_yes_taken_back(world: World) -> None:
    """Where somebody else has said yes it would be made by that."""
    if not _somebody_said_yes(world):
        a_yes(world)
    no(world)


def a_yes_with_a_question(world: World) -> None:
    way = world.actor.ways.create(label="phone", value="+49 30 1234567")
    say_yes_with(world, Enclosed(question=QUESTION, shows_email=True, way_ids=[way.pk]))


def a_yes_with_a_question_taken_back(world: World) -> None:
    if not _somebody_said_yes(world):
        a_yes_with_a_question(world)
    no(world)


def _somebody_said_yes(world: World) -> bool:
    return Answer.objects.filter(introduction=world.ask, value="yes").exists()


def pause(world: World) -> None:
    profile.pause(world.actor, at=world.at)


def begin_deletion(world: World) -> None:
    accounts.ask_deletion(world.actor, at=world.at)


def block_other(world: World) -> None:
    block(world.actor, world.other, at=world.at)


def block_them(world: World, doer: User, ids: tuple[int, ...]) -> None:
    block(doer, world.user(ids[0]), at=world.at)


def leave(world: World) -> None:
    leaving.leave(world.circle, user=world.actor, at=world.at)


def ask_elsewhere(
    world: World, *, other: User | None = None, answers: tuple[str, ...] = (), days: int = 0
) -> Introduction:
    """By the curator of another circle, in which they are, too."""
    circle, people = Circle.objects.get(pk=world.town.elsewhere), (world.actor, other or world.other)
    by, at = circle.memberships.get(role="curator").user, world.at - timedelta(days=days)
    asked = introduce(circle, people, by=by, note="Meet.", at=at)
    for user, value in zip(people, answers, strict=False):
        asked = answer(asked, user=user, value=value, at=at)
    return asked


def meet_elsewhere(world: World) -> None:
    ask_elsewhere(world, answers=("yes", "yes"))


def ask_in_vain(world: World, *answers: str) -> None:
    ask_elsewhere(world, answers=answers, days=30)
    close_due(at=world.at)


def be_refused(world: World) -> None:
    ask_in_vain(world, "no")


def be_passed_over_in_silence(world: World) -> None:
    ask_in_vain(world)


def have_room(world: World) -> User:
    """With a stranger who is elsewhere, too, and of whom nobody here knows."""
    stranger = world.user(world.town.stranger)
    join(Circle.objects.get(pk=world.town.elsewhere), stranger, at=world.at - timedelta(days=90))
    return stranger


def be_full(world: World) -> None:
    """One ask a week, and it came four days ago."""
    stranger = have_room(world)
    let_come(world.actor, asks=1, at=world.at)
    ask_elsewhere(world, other=stranger, days=4)


def let_three_pass(world: World) -> None:
    """Fewer come to them now, and one has just come."""
    stranger = have_room(world)
    for days in (60, 45, 30):
        ask_elsewhere(world, other=stranger, days=days)
        close_due(at=world.at - timedelta(days=days - 11))
    ask_elsewhere(world, other=stranger)


def see_cards(world: World) -> list[Card]:
    """With the other one among them: they have more in common than anybody."""
    for kind, fact in [("interest", "#mulberry"), ("employer", "Mulberry Farm")]:
        for user in (world.actor, world.other):
            add_trait(user, kind, fact)
    refresh_circle(world.town.circle, at=world.at)
    cards = suggestions_for(world.actor, at=world.at)
    show(cards, world.actor, "home", world.at)
    return cards


def wish(world: World) -> Wish | None:
    """For the first who is suggested to them."""
    cards = see_cards(world)
    if not cards:
        return None
    wishing.wish(cards[0].suggestion, by=world.actor, at=world.at)
    return Wish.objects.get(suggestion=cards[0].suggestion, user=world.actor)


def wish_with_words(world: World) -> None:
    kept = wish(world)
    if kept:
        note_wish(kept.suggestion, by=world.actor, note=WORDS, note_for=Wish.NoteFor.OTHER, on_bench=False)


def wish_and_take_back(world: World) -> None:
    kept = wish(world)
    if kept:
        wishing.take_back(kept.suggestion, by=world.actor)


def wish_for_other(world: World) -> None:
    for card in see_cards(world):
        if card.person == world.other:
            wishing.wish(card.suggestion, by=world.actor, at=world.at)


def pass_over(world: World) -> None:
    for card in see_cards(world):
        if card.person == world.other:
            wishing.dismiss(card.suggestion, by=world.actor, at=world.at)


def leave_reasons_out(world: World) -> None:
    """All that could be one, for anybody here."""
    see_cards(world)
    for fact in world.actor.traits.order_by("pk"):
        for kind in set(EvidenceType) - WITHOUT_FACTS:
            leave_out(kind, fact, by=world.actor, at=world.at)
    for kind in WITHOUT_FACTS:
        leave_out(kind, None, by=world.actor, at=world.at)


def then_all_look(work: Work) -> Work:
    """At whom is suggested to them, before the ask takes the two off each other's lists."""

    def done(world: World) -> None:
        work(world)
        for pk in sorted(world.eyes):
            world.note(pk, "suggested", suggested(world, pk))

    return done


def once_met(*acts: Act) -> Work:
    """All who are asked say yes, and write; then the one does this with the conversation."""

    def done(world: World) -> None:
        asked = Introduction.objects.filter(pk=world.ask, shadow=False)
        for mine in Answer.objects.filter(introduction__in=asked, put_at__isnull=False).order_by("user"):
            with suppress(TooLate):
                answer(mine.introduction, user=mine.user, value="yes", at=world.at)
        _write(Conversation.objects.filter(introduction__in=asked).first(), world.at)
        by_actor(*acts)(world)

    return done


def long_met(*acts: Act) -> Work:
    """Elsewhere, and by now they are asked whether they talked."""

    def done(world: World) -> None:
        asked = ask_elsewhere(world, answers=("yes", "yes"), days=16)
        _write(Conversation.objects.filter(introduction=asked).first(), world.at)
        by_actor(*acts)(world)

    return done


def _write(conversation: Conversation | None, at: datetime) -> None:
    for member in conversation.members.order_by("-user") if conversation else []:
        write_message(member.conversation, author=member.user, body="Hello! Which knot is it?", at=at)
