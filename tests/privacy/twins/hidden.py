"""What is hidden, and from whom. A new hidden act is one function and one line in TWINS: what happens in the one world,
what in the other, and who must not be able to tell the two apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from apps.circles.models import Circle
from apps.circles.services import leaving
from apps.introductions.models import Answer
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.profiles.services import leaving as accounts
from apps.profiles.services import profile
from apps.profiles.services.blocking import block
from tests.privacy.twins.acts import say
from tests.privacy.twins.world import World

Hidden = Callable[[World], object]


class Yes(Enum):
    """When others may say yes in such a story."""

    ANY = auto()
    BEFORE = auto()  # before the hidden act: one that comes later may make a group in the one world only
    NEVER = auto()  # with a hidden yes it would be made, and with a shadow it would not


class Eyes(Enum):
    """Who is compared."""

    EVERYBODY = auto()  # but the one whose answer it is
    OTHER_SIDE = auto()  # the others who were asked, and the curators
    BLOCKED = auto()  # who was blocked
    CURATORS = auto()


@dataclass(frozen=True, slots=True)
class Twins:
    one: Hidden
    other: Hidden
    eyes: Eyes
    yes: Yes = Yes.ANY
    before: bool = False  # whether it happens before the ask rather than after it
    # Whoever leaves makes the circle smaller, and what others share rarer: nothing is worked out anew after that.
    still: bool = False


def silence(world: World) -> None:
    pass


def no(world: World) -> None:
    say(world, world.actor, "no")


def a_yes(world: World) -> None:
    say(world, world.actor, "yes")


def a_yes_taken_back(world: World) -> None:
    """Where somebody else has said yes it would be made by that."""
    if not Answer.objects.filter(introduction=world.ask, value="yes").exists():
        a_yes(world)
    no(world)


def pause(world: World) -> None:
    profile.pause(world.actor, at=world.at)


def begin_deletion(world: World) -> None:
    accounts.ask_deletion(world.actor, at=world.at)


def block_other(world: World) -> None:
    block(world.actor, world.other, at=world.at)


def leave(world: World) -> None:
    leaving.leave(world.circle, user=world.actor, at=world.at)


def ask_elsewhere(world: World, *, answers: tuple[str, ...] = (), days: int = 0) -> None:
    """By the curator of another circle, in which they are, too."""
    circle, people = Circle.objects.get(pk=world.town.elsewhere), (world.actor, world.other)
    by, at = circle.memberships.get(role="curator").user, world.at - timedelta(days=days)
    asked = introduce(circle, people, by=by, note="Meet.", at=at)
    for user, value in zip(people, answers, strict=False):
        asked = answer(asked, user=user, value=value, at=at)


def meet_elsewhere(world: World) -> None:
    ask_elsewhere(world, answers=("yes", "yes"))


def ask_in_vain(world: World, *answers: str) -> None:
    ask_elsewhere(world, answers=answers, days=30)
    close_due(at=world.at)


def be_refused(world: World) -> None:
    ask_in_vain(world, "no")


def be_passed_over_in_silence(world: World) -> None:
    ask_in_vain(world)


TWINS: dict[str, Twins] = {
    "no": Twins(no, silence, Eyes.EVERYBODY),
    "a yes taken back": Twins(a_yes_taken_back, silence, Eyes.EVERYBODY),
    "a yes": Twins(a_yes, silence, Eyes.EVERYBODY, Yes.NEVER),
    "pause": Twins(pause, silence, Eyes.OTHER_SIDE),
    "deletion begun": Twins(begin_deletion, silence, Eyes.OTHER_SIDE),
    "block and exit": Twins(block_other, leave, Eyes.BLOCKED, still=True),
    "block": Twins(block_other, silence, Eyes.CURATORS, Yes.BEFORE),
    "shadow of a block": Twins(block_other, silence, Eyes.CURATORS, Yes.NEVER, before=True),
    "shadow of a pause": Twins(pause, silence, Eyes.CURATORS, Yes.NEVER, before=True),
    "shadow of a deletion": Twins(begin_deletion, silence, Eyes.CURATORS, Yes.NEVER, before=True),
    "shadow of an ask elsewhere": Twins(ask_elsewhere, silence, Eyes.CURATORS, Yes.NEVER, before=True),
    "shadow of a meeting elsewhere": Twins(meet_elsewhere, silence, Eyes.CURATORS, Yes.NEVER, before=True),
    "shadow of a no": Twins(be_refused, be_passed_over_in_silence, Eyes.CURATORS, Yes.NEVER, before=True),
}
