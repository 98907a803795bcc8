"""Both worlds of a story, one after the other, and where they differ for those who are compared."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff

from apps.introductions.services.introducing import introduce
from apps.mail.errors import DomainError
from tests.factories import AT
from tests.privacy.twins import acts, towns
from tests.privacy.twins.deeds import silence
from tests.privacy.twins.hidden import TWINS
from tests.privacy.twins.observations import look
from tests.privacy.twins.stories import FULL, Length, Step, Story, tell
from tests.privacy.twins.world import Ids, Moment, Record, Town, Work, World, undone, world_of

STORIES_A_TOWN = 4


@dataclass(slots=True)
class Figures:
    stories: int = 0
    asked: int = 0  # in which the ask came to pass; else somebody had left, or been asked already
    observations: int = 0
    compared: int = 0  # bytes
    by_kind: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.by_kind.items()))
        seen = f"{self.observations} observations and {self.compared} bytes compared"
        return f"{self.stories} stories ({self.asked} asks in their worlds), {seen} ({kinds})"


@dataclass(frozen=True, slots=True)
class Leak:
    story: Story
    reader: int
    label: str
    difference: str

    def __str__(self) -> str:
        return f"{self.label} of {self.reader} differs:\n{self.difference}\n{self.story}"


def run(
    numbers: range, figures: Figures, *kinds: str, looks: tuple[str, ...] = (), length: Length = FULL
) -> Iterator[Leak]:
    """The leaks of so many stories, of each kind in its turn; a few are told in one town."""
    told = kinds or tuple(TWINS)
    for first in range(numbers.start, numbers.stop, STORIES_A_TOWN):
        some = range(first, min(first + STORIES_A_TOWN, numbers.stop))
        by_number = {number: told[number % len(told)] for number in some}
        for elsewhere in (False, True):
            here = {number: kind for number, kind in by_number.items() if TWINS[kind].before == elsewhere}
            if here:
                yield from _in_a_town(first, here, figures, looks, elsewhere=elsewhere, length=length)


def _in_a_town(
    first: int, kinds: dict[int, str], figures: Figures, looks: tuple[str, ...], *, elsewhere: bool, length: Length
) -> Iterator[Leak]:
    with undone():
        town, ids = towns.build(random.Random(f"town {first}"), elsewhere=elsewhere), Ids()
        for number, kind in kinds.items():
            yield from compare(tell(number, town, kind, looks, length=length), town, ids, figures)


def compare(story: Story, town: Town, ids: Ids, figures: Figures) -> list[Leak]:
    """Until something is hidden there is one world, and after that there are two."""
    parting = next(number for number, step in enumerate(story.steps) if step.name == "hidden")
    with world_of(town, story.asked, story.readers, ids) as world:
        _go_on(story, story.steps[:parting], world, silence, figures)
        before, rest = Moment(world), story.steps[parting:]
        one, other = (_read(story, rest, before, hidden, figures) for hidden in (story.twins.one, story.twins.other))
    figures.stories += 1
    figures.by_kind[story.kind] += 1
    found = list[Leak]()
    for reader in sorted(story.eyes):
        mine, theirs = one.get(reader, []), other.get(reader, [])
        figures.observations += len(mine)
        figures.compared += sum(len(label.encode()) + len(text.encode()) for label, text in mine)
        if mine != theirs:
            found.append(_leak(story, reader, mine, theirs))
    return found


def _read(story: Story, steps: list[Step], before: Moment, hidden: Work, figures: Figures) -> dict[int, list[Record]]:
    with before.again() as world:
        _go_on(story, steps, world, hidden, figures)
        figures.asked += bool(world.ask)
        return world.records


def _go_on(story: Story, steps: list[Step], world: World, hidden: Work, figures: Figures) -> None:
    for step in steps:
        world.at = AT + step.after
        figures.acts[step.name] += 1
        _do(step, story, world, hidden)


def _do(step: Step, story: Story, world: World, hidden: Work) -> None:
    if step.name == "look":
        look(world, step.who, step.looks)
    elif step.name in acts.WORKERS:
        acts.WORKERS[step.name](world)
    else:
        try:
            _act(step, story, world, hidden)
        except DomainError as error:
            world.told(step.who or story.asked[0], step.name, error)


def _act(step: Step, story: Story, world: World, hidden: Work) -> None:
    if step.name == "hidden":
        hidden(world)
    elif step.name == "ask":
        people, by = [world.user(pk) for pk in story.asked], world.user(story.curator)
        world.ask = introduce(world.circle, people, by=by, note="Meet.", at=world.at).pk
    elif step.name in acts.CURATORS or world.circle.memberships.filter(user=step.who).exists():
        (acts.MEMBERS | acts.CURATORS)[step.name](world, world.user(step.who), step.about)


def _leak(story: Story, reader: int, mine: list[Record], theirs: list[Record]) -> Leak:
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            lines = unified_diff(one[1].splitlines(), other[1].splitlines(), one[0], other[0], n=2, lineterm="")
            return Leak(story, reader, one[0], "\n".join(lines)[:4000])
    longer = max(mine, theirs, key=len)[min(len(mine), len(theirs))]
    return Leak(story, reader, longer[0], f"only in one world: {longer}"[:4000])
