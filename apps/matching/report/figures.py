"""The figures of four weeks, as they are kept and told. None of them is about fewer than five people: what would be is
empty, and told as too few: whether there was nothing at all, or little, is not told apart."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from apps.matching.engine import EvidenceType
from apps.matching.engine.measuring import gini
from apps.matching.report.veiling import FEWEST, Share, is_enough, share_of_answers, share_of_people, veiled

# Finer would show a single person coming or going.
GINI_STEP = 0.05
Pair = tuple[int, int]
Named = Mapping[str, Share | None]


@dataclass(frozen=True)
class Figures:
    people: int | None = None  # present members, rounded
    covered: Share | None = None  # for whom there is somebody; only of the weeks that were the last when it was made
    waiting: Share | None = None  # of those, as far as they came before these weeks: before whom nobody came in them
    gini: float | None = None  # how unevenly people came before others: 0 all alike
    never_shown: Share | None = None  # who came before nobody
    # By type of evidence, as its name in small letters: of those asked, how many met; of what was suggested, how much.
    accepted: Named = field(default_factory=dict)
    rests_on: Named = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        read = {name: _read(value) for name, value in kept.items()}
        return cls(**read)

    def parts(self) -> Iterator[tuple[str, float | None]]:
        """Every figure by its name, in an order of its own."""
        yield "covered", _share(self.covered)
        yield "waiting", _share(self.waiting)
        yield "gini", self.gini
        yield "never_shown", _share(self.never_shown)
        for name in NAMES:
            yield f"accepted.{name}", _share(self.accepted.get(name))


# In words that say it to who runs a place.
TYPES = {
    "shared": _("Something that both say"),
    "near": _("A school or place close by"),
    "acquaintance": _("People both know"),
    "seeks_offers": _("What one seeks and the other offers"),
    "related": _("Interests of one kind"),
}
NAMES = [kind.name.lower() for kind in EvidenceType]


def accepted_of(asked: Mapping[EvidenceType, tuple[list[Pair], list[Pair]]], key: str) -> Named:
    none: tuple[list[Pair], list[Pair]] = ([], [])
    return {k.name.lower(): share_of_answers(*asked.get(k, none), f"{key}:accepted:{k.name}") for k in EvidenceType}


def rests_on_of(came: Mapping[EvidenceType, list[Pair]], key: str) -> Named:
    """Of those that are told: what is left out could else be worked out."""
    keys = {k: f"{key}:rests:{k.name}" for k in came}
    told = {k: veiled(len(pairs), keys[k]) for k, pairs in came.items() if is_enough(pairs, keys[k])}
    whole = sum(told.values())
    return {k.name.lower(): Share(told[k], round(told[k] / whole, 2)) if k in told else None for k in EvidenceType}


def spread_of(people: set[int], times: Counter[int], key: str) -> dict[str, Any]:
    counts = [times[user_id] for user_id in sorted(people)]
    if len(counts) < FEWEST or sum(count > 0 for count in counts) < FEWEST:
        return {}
    steps = round(gini(counts) / GINI_STEP)
    never = share_of_people(sum(count == 0 for count in counts), len(counts), f"{key}:never")
    return {"gini": round(steps * GINI_STEP, 2), "never_shown": never}


def drift(now: Figures, before: Figures) -> dict[str, float]:
    """By how much each figure that both tell has changed. What was asked in one of them was not asked in the other, so
    that the difference is about five at least on each side, too."""
    old = dict(before.parts())
    both = ((name, value, old[name]) for name, value in now.parts())
    return {name: round(value - was, 2) for name, value, was in both if value is not None and was is not None}


def _share(told: Share | None) -> float | None:
    return told.share if told else None


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return Share(**value) if value.keys() == {"of", "share"} else {name: _read(one) for name, one in value.items()}
