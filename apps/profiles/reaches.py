"""The register of exceptions: in which circles somebody's open fact is seen, where that is not all of them.

This room knows of a fact only that it has exceptions (`ProfileTrait.reach`). The room of the circles keeps which, and
tells here. While nobody has registered, such a fact is open to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

if TYPE_CHECKING:
    from apps.profiles.models import ProfileTrait, User
    from apps.profiles.models.trait import ProfileTraitQuerySet


@dataclass(frozen=True, slots=True)
class Lens:
    """Eyes by which somebody may look at their own page."""

    key: str
    label: str
    seen: "ProfileTraitQuerySet"
    curators: bool = False  # only those who keep the circle have these eyes


# What `written` writes. Ids fit the column.
LINE = r"^(only|except):(\d{1,18}(,\d{1,18})*)?\Z"


class Keeper(Protocol):
    def opens_to(self, viewer: "User") -> Q:
        """Of facts with exceptions, those that are open in a circle which holder and viewer share."""

    def page(self, trait: "ProfileTrait") -> str:
        """The address at which the holder says which circles see it."""

    def named(self, trait: "ProfileTrait") -> list[int]:
        """What brings the exceptions of a fact back that is taken off."""

    def put_back(self, trait: "ProfileTrait", named: Sequence[int], *, reach: str, at: datetime) -> None:
        """Ids that are not the person's circles count for nothing."""

    def lenses(self, person: "User") -> list[Lens]:
        """One for each circle that sees another page than the rest."""


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    _keepers.append(keeper)


def opens_to(viewer: "User") -> Q:
    condition = Q(pk__in=[])
    for keeper in _keepers:
        condition |= keeper.opens_to(viewer)
    return condition


def page(trait: "ProfileTrait") -> str:
    return next((keeper.page(trait) for keeper in _keepers), "")


def written(trait: "ProfileTrait") -> str:
    """The exceptions of a fact in one line, like "only:3,17"; empty where it has none."""
    named = ",".join(str(one) for keeper in _keepers for one in keeper.named(trait))
    return "" if trait.reach == "all" else f"{trait.reach}:{named}"


def put_back(trait: "ProfileTrait", line: str, *, at: datetime) -> None:
    """The line in which they were `written`."""
    reach, _colon, named = line.partition(":")
    for keeper in _keepers:
        keeper.put_back(trait, [int(one) for one in named.split(",") if one], reach=reach, at=at)


def lenses(person: "User") -> list[Lens]:
    return [lens for keeper in _keepers for lens in keeper.lenses(person)]
