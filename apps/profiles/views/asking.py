"""Which of several towns somebody means: asked on their own page after they said it, until they answer or sign out."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.profiles import whereabouts
from apps.profiles.models import ProfileTrait
from apps.profiles.requests import SignedIn
from apps.profiles.towns.town import Town

_ASKED = "which_town"  # in the session: ids of facts


@dataclass(frozen=True, slots=True)
class Which:
    trait: ProfileTrait
    towns: list[Town]


def ask(request: SignedIn, traits: Iterable[ProfileTrait]) -> None:
    """About those of them that may be several towns."""
    unsure = [trait.pk for trait in traits if whereabouts.candidates(trait)]
    if unsure:
        request.session[_ASKED] = list(dict.fromkeys([*request.session.get(_ASKED, []), *unsure]))


def waiting(request: SignedIn) -> Which | None:
    """The first that is still open."""
    asked = request.session.get(_ASKED, [])
    if not asked:
        return None
    rows = request.user.traits.select_related("topic").in_bulk(asked)
    there = [pk for pk in asked if pk in rows]
    if there != asked:
        request.session[_ASKED] = there
    for pk in there:
        if towns := whereabouts.candidates(rows[pk]):
            return Which(rows[pk], towns)
    return None


def answered(request: SignedIn, trait_id: int) -> None:
    asked = request.session.get(_ASKED, [])
    if trait_id in asked:
        request.session[_ASKED] = [pk for pk in asked if pk != trait_id]
