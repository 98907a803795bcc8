"""Both worlds of a story, one after the other, and where they differ for those who are compared."""

import random
from collections import Counter
from dataclasses import dataclass, field
from difflib import unified_diff

from apps.introductions.services.introducing import introduce
from apps.mail.errors import DomainError
from tests.factories import AT
from tests.privacy.twins import acts, towns
from tests.privacy.twins.hidden import TWINS, Hidden
from tests.privacy.twins.observations import look
from tests.privacy.twins.stories import Step, Story, tell
from tests.privacy.twins.world import Ids, Record, Town, World, undone, world_of

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


def run(numbers: range, figures: Figures, *kinds: str, looks: tuple[str, ...] = ()) -> list[Leak]:
    """The leaks of so many stories; a few are told in one town."""
    found = list[Leak]()
    for first in range(numbers.start, numbers.stop, STORIES_A_TOWN):
        for elsewhere in (False, True):
            told = [kind for kind in kinds or TWINS if TWINS[kind].before == elsewhere]
            some = range(first, min(first + STORIES_A_TOWN, numbers.stop))
            found += _in_a_town(some, told, figures, looks, elsewhere=elsewhere) if told else []
    return found


def _in_a_town(
    numbers: range, kinds: list[str], figures: Figures, looks: tuple[str, ...], *, elsewhere: bool
) -> list[Leak]:
    found = list[Leak]()
    with undone():
        town, ids = towns.build(random.Random(f"town {numbers.start}"), elsewhere=elsewhere), Ids()
        for number in numbers:
            story = tell(number, town, kinds[number % len(kinds)], looks)
            found += compare(story, town, ids, figures)
    return found


def compare(story: Story, town: Town, ids: Ids, figures: Figures) -> list[Leak]:
    one, other = (read(story, town, ids, hidden, figures) for hidden in (story.twins.one, story.twins.other))
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


def read(story: Story, town: Town, ids: Ids, hidden: Hidden, figures: Figures) -> dict[int, list[Record]]:
    with world_of(town, story.asked, story.readers, ids) as world:
        for step in story.steps:
            world.at = AT + step.after
            figures.acts[step.name] += 1
            _do(step, story, world, hidden)
        figures.asked += bool(world.ask)
        return world.records


def _do(step: Step, story: Story, world: World, hidden: Hidden) -> None:
    if step.name == "look":
        look(world, step.who, step.looks)
    elif step.name in acts.WORKERS:
        acts.WORKERS[step.name](world)
    else:
        try:
            _act(step, story, world, hidden)
        except DomainError as error:
            world.told(step.who or story.asked[0], step.name, error)


def _act(step: Step, story: Story, world: World, hidden: Hidden) -> None:
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
