"""What people choose of what may come to them: how much, from when on, from whom never, and what they let pass."""

from datetime import timedelta

from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services import keeping_away, letting_come, passing
from apps.introductions.services.answering import answer
from apps.mail import pausing
from apps.mail.pausing import Why
from apps.matching.models import Wish
from apps.matching.services.noting import note_wish
from apps.profiles.models import Profile, User
from apps.profiles.services import profile
from tests.privacy.twins.world import Act, World

# With a wish.
WORDS = "I like knots, too."


def say(world: World, doer: User, value: str) -> None:
    """To the ask that the story is about, if they have heard of it."""
    if Answer.objects.filter(introduction=world.ask, user=doer).exists():
        answer(Introduction.objects.get(pk=world.ask), user=doer, value=value, at=world.at)


def passed_by(world: World, doer: User) -> list[Introduction]:
    """What they were asked, and did not say yes to: the ask of the story, and others."""
    heard = Answer.objects.filter(user=doer, put_at__isnull=False).exclude(value=Answer.Value.YES)
    return list(Introduction.objects.filter(answers__in=heard, shadow=False).order_by("pk"))


def say_no_and_why(reason: Answer.Reason) -> Act:
    def said(world: World, doer: User, ids: tuple[int, ...]) -> None:
        say(world, doer, "no")
        if Answer.objects.filter(introduction=world.ask, user=doer, value="no").exists():
            passing.give_reason(Introduction.objects.get(pk=world.ask), user=doer, reason=reason)

    return said


def reopen(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for introduction in passed_by(world, doer):
        if introduction.state_for(doer, at=world.at) == Introduction.State.NOT_MADE:
            passing.reopen(introduction, user=doer, at=world.at)


def close_again(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for introduction in passed_by(world, doer):
        passing.close_again(introduction, user=doer, at=world.at)


def never_with(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """As pages let them: by name, or the other one of two who are asked, of whom they read a first name."""
    other, asked = world.user(ids[0]), Introduction.objects.visible_to(doer).filter(pk=world.ask).first()
    if Profile.objects.visible_to(doer).filter(user=other).exists():
        keeping_away.keep_away(doer, other, at=world.at)
    elif asked and {user.pk for user in asked.people} == {doer.pk, other.pk}:
        keeping_away.keep_away(doer, other, at=world.at, known_from=asked)


def take_never_back(world: World, doer: User, ids: tuple[int, ...]) -> None:
    for row in NeverWith.objects.of(doer):
        keeping_away.take_back(row, at=world.at)


def let_come(asks: int, suggestions: int) -> Act:
    def chosen(world: World, doer: User, ids: tuple[int, ...]) -> None:
        letting_come.let_come(doer, asks=asks, suggestions=suggestions, at=world.at)

    return chosen


def snooze(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """Until a day on which it ends by itself."""
    profile.pause(doer, at=world.at, until=(world.at + timedelta(days=3)).date())


def lose_address(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """Mail comes back, and what reached them was unwanted."""
    for why in Why:
        pausing.pause(doer.email, why, happened_at=world.at)


def pause_for_a_month(world: World, doer: User, ids: tuple[int, ...]) -> None:
    letting_come.pause_for_a_month(doer, at=world.at)


def keep_them_coming(world: World, doer: User, ids: tuple[int, ...]) -> None:
    letting_come.keep_them_coming(doer, at=world.at)


def add_words(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """To what they wish for; sealed, where the curators see no wishes."""
    for wish in Wish.objects.out().filter(user=doer).select_related("suggestion").order_by("pk"):
        note_wish(wish.suggestion, by=doer, note=WORDS, note_for=Wish.NoteFor.OTHER, on_bench=False)


LETTINGS: dict[str, Act] = {
    "says no, and why": say_no_and_why(Answer.Reason.NOT_NOW),
    "reopens": reopen,
    "closes again": close_again,
    "never wants to meet": never_with,
    "takes never back": take_never_back,
    "lets more come": let_come(5, 3),
    "lets nothing come": let_come(0, 0),
    "snoozes": snooze,
    "keeps them coming": keep_them_coming,
    "adds words to a wish": add_words,
}
