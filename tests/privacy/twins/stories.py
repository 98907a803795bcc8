"""Stories, told from a number: the same number tells the same story."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from apps.introductions.limits import TIME_TO_ANSWER
from tests.privacy.twins.acts import BY_CARDS, CURATORS, MEMBERS, WORKERS
from tests.privacy.twins.hidden import PITCHES, TALKS, TWINS, Eyes, Twins, When, Yes
from tests.privacy.twins.observations import CURATORS_PAGES, LOOKS, PAGES
from tests.privacy.twins.pitches import PITCHES as SAYING
from tests.privacy.twins.world import Town

ASKED, CLOSES = timedelta(hours=30), timedelta(hours=30) + TIME_TO_ANSWER


class Length(NamedTuple):
    acts: tuple[int, int]  # from so many to so many
    rings: tuple[int, int]  # of workers, beside those at the end
    times: int  # how often they look
    looks: int  # at so many things at once
    of_curators: int


FULL, SHORT = Length((3, 12), (3, 7), 2, 3, 3), Length((1, 4), (0, 2), 1, 2, 1)
ENGINE = frozenset({"refresh", "follow"})
OFTEN = [name for name in CURATORS if name not in SAYING]


@dataclass(frozen=True, slots=True)
class Step:
    """An act of somebody's, a worker's, or a look."""

    after: timedelta
    name: str
    who: int = 0
    about: tuple[int, ...] = ()
    looks: tuple[str, ...] = ()


@dataclass(slots=True)
class Story:
    number: int
    kind: str
    asked: tuple[int, ...]  # the first is the one whose answer is hidden
    curator: int
    steps: list[Step] = field(default_factory=list)
    eyes: set[int] = field(default_factory=set)

    @property
    def twins(self) -> Twins:
        return TWINS[self.kind]

    @property
    def readers(self) -> frozenset[int]:
        """Those of them who look at something: to them mails are written."""
        return frozenset(step.who for step in self.steps if step.name == "look") & self.eyes

    def __str__(self) -> str:
        lines = [f"{step.after}: {step.who or ''} {step.name} {step.about or ''}" for step in self.steps]
        return "\n".join([f"story {self.number}, {self.kind}: {self.asked} asked by {self.curator}", *lines])


def tell(number: int, town: Town, kind: str, looks: tuple[str, ...] = (), *, length: Length = FULL) -> Story:
    """`looks`: what they look at, where that is not left to chance; then no digests are written."""
    dice = random.Random(f"{number} {kind}")
    size = min(len(town.members), dice.choice([2, 2, 2, 3, 4, 6]))
    story = Story(number, kind, town.members[:size], dice.choice(town.curators))
    story.eyes = _eyes(story, town)
    hidden_at, over = _hidden_at(dice, story.twins), story.twins.over
    steps = [Step(hidden_at, "hidden"), Step(ASKED, "ask", story.curator)]
    steps += [_act(dice, story, town, hidden_at) for _ in range(dice.randint(*length.acts))]
    steps = [step for step in steps if step.name not in story.twins.without]
    steps = [step for step in steps if not _differs(step, story, min(hidden_at, ASKED))]
    rings = range(dice.randint(*length.rings))
    steps += [Step(_moment(dice, timedelta(0), over), dice.choice(list(WORKERS))) for _ in rings]
    steps += _at_the_end(dice, over)
    # Nothing of the two worlds differs yet before; and everything that will is there at the end.
    moments = [_moment(dice, hidden_at, max(hidden_at + timedelta(days=1), CLOSES)), over]
    moments = dice.sample(moments, length.times)
    steps += [_look(dice, story, town, at, pk, looks, length) for at in moments for pk in _some_eyes(dice, story, town)]
    steps += _letters(dice, story, steps, hidden_at)
    steps += _said_of_pitches(dice, story, hidden_at)
    if looks:
        steps = [step for step in steps if step.name != "digests"]
    if story.twins.still:
        steps = [step for step in steps if step.after < hidden_at or step.name not in ENGINE]
    story.steps = sorted(steps, key=lambda step: step.after)
    return story


def _letters(dice: random.Random, story: Story, steps: list[Step], hidden_at: timedelta) -> list[Step]:
    """Where a conversation is, mails of it come, and are answered by somebody who may read them."""
    looking = {step.who for step in steps if step.name == "look"} & story.eyes
    reading = sorted(looking.intersection(story.asked))
    if story.kind not in TALKS or not reading or dice.random() < 0.3:
        return []
    mailed = hidden_at + timedelta(minutes=dice.randint(1, 60))
    who = dice.choice(reading)
    moments = [_moment(dice, mailed, story.twins.over - timedelta(hours=3)) for _ in range(dice.randint(1, 2))]
    answers = [Step(at, "answers by mail", who, (dice.randrange(4),)) for at in moments]
    return [Step(mailed, "mail"), *answers]


def _said_of_pitches(dice: random.Random, story: Story, hidden_at: timedelta) -> list[Step]:
    """By the curator, and what comes of it by itself."""
    if story.kind not in PITCHES:
        return []
    moments = sorted(_moment(dice, hidden_at, story.twins.over - timedelta(hours=3)) for _ in range(3))
    said = [Step(at, dice.choice(list(SAYING)), story.curator) for at in moments[: dice.randint(0, 2)]]
    return [*said, Step(moments[2], "end pauses of pitches")]


def _hidden_at(dice: random.Random, twins: Twins) -> timedelta:
    begin, end = {
        When.BEFORE: (timedelta(hours=1), ASKED),
        When.ASKED: (ASKED, CLOSES),
        When.OVER: (CLOSES, twins.over - timedelta(days=3)),
    }[twins.when]
    return _moment(dice, begin, end)


def _eyes(story: Story, town: Town) -> set[int]:
    curators, others = set(town.curators), set(story.asked[1:])
    found = {
        Eyes.EVERYBODY: curators | set(town.members[1:]),
        Eyes.OTHER_SIDE: curators | others,
        Eyes.THIRD: curators | set(town.members[1:]) - {story.asked[1]},
        Eyes.MEMBERS: set(town.members[1:]),
        Eyes.ASKED: others | {town.stranger},
        Eyes.BLOCKED: {story.asked[1]},
        Eyes.CURATORS: curators,
    }
    return found[story.twins.eyes]


def _some_eyes(dice: random.Random, story: Story, town: Town) -> list[int]:
    """The other or somebody else, and a curator or the newcomer, as far as they are compared."""
    one = dice.choice([story.asked[1], story.asked[1], dice.choice(town.members[1:])])
    return sorted({one, dice.choice(town.curators), town.stranger} & story.eyes)


def _moment(dice: random.Random, begin: timedelta, end: timedelta) -> timedelta:
    minutes = (end - begin) // timedelta(minutes=1)
    return begin + timedelta(minutes=dice.randint(1, max(1, minutes - 1)))


def _act(dice: random.Random, story: Story, town: Town, hidden_at: timedelta) -> Step:
    at = _moment(dice, timedelta(0), story.twins.over)
    if dice.random() < 0.3:
        name, who = dice.choice([*OFTEN, dice.choice(list(SAYING))]), dice.choice(town.curators)
        return Step(at, name, who, _set_of_people(dice, name, at, story, town))
    name, who = dice.choice(list(MEMBERS)), dice.choice(town.members[1:])
    if dice.random() < 0.5:
        who = story.asked[1]
    if name == "says yes" and not _may_say_yes(story, at, hidden_at):
        name = "says no"
    return Step(at, name, who, (dice.choice(town.members),))


def _differs(step: Step, story: Story, since: timedelta) -> bool:
    """Whether what they do goes by what is suggested to them, which by design is not the same in both worlds."""
    return step.name in BY_CARDS and step.who not in story.eyes and step.after > since


def _may_say_yes(story: Story, at: timedelta, hidden_at: timedelta) -> bool:
    return story.twins.yes == Yes.ANY or (story.twins.yes == Yes.BEFORE and at < hidden_at)


def _set_of_people(dice: random.Random, name: str, at: timedelta, story: Story, town: Town) -> tuple[int, ...]:
    """Of those whom curators bring together. Whoever is asked with the one whose answer is hidden is from then on asked
    or not, which is no longer the same to them: they are not compared any more."""
    people = set(dice.sample(town.members, dice.randint(2, min(4, len(town.members)))))
    if dice.random() < 0.8:
        people.discard(story.asked[0])
    if name == "asks again" or len(people) < 2:
        people = set(story.asked)
    # The same people within their time; what is prepared may be asked when it is over.
    refused = name != "prepares" and people == set(story.asked) and at < TIME_TO_ANSWER
    if story.asked[0] in people and story.twins.eyes != Eyes.BLOCKED and not refused:
        story.eyes -= people
    return tuple(sorted(people))


def _at_the_end(dice: random.Random, over: timedelta) -> list[Step]:
    """Whatever workers did before, now they have done everything."""
    names = [name for name in WORKERS if name not in ("mail", "digests")]
    end = over - timedelta(hours=2)
    steps = [Step(end + timedelta(minutes=number), name) for number, name in enumerate([*names, "mail", "digests"])]
    return steps if dice.random() < 0.8 else [replace(step, after=step.after - timedelta(days=1)) for step in steps]


def _look(
    dice: random.Random, story: Story, town: Town, at: timedelta, pk: int, looks: tuple[str, ...], length: Length
) -> Step:
    names = [*PAGES, *LOOKS, *(CURATORS_PAGES if pk == story.curator else [])]
    many = length.of_curators if pk in town.curators else length.looks
    return Step(at, "look", pk, looks=looks or tuple(dice.sample(names, many)))
