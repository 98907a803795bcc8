"""Whom of a circle somebody knows already: one page of those they may see there, as they look for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import Lower

from apps.circles.models import Acquaintance, Membership
from apps.circles.models.membership import MembershipQuerySet
from apps.profiles.folding import fold
from apps.profiles.requests import as_id

A_PAGE = 60
MANY = 20  # people from whom on one looks for somebody by name
NEWEST = "newest"
LONGEST = 100  # letters of what is looked for


@dataclass(frozen=True, slots=True)
class Look:
    """How one looks through the people: by a part of a name, in which order, and at which page."""

    words: str
    order: str
    page: int

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Look":
        order = NEWEST if given.get("order") == NEWEST else ""
        return cls(given.get("q", "").replace("\0", "")[:LONGEST].strip(), order, as_id(given.get("page", "")) or 1)

    def query(self, page: int) -> str:
        given = {"q": self.words, "order": self.order, "page": page if page > 1 else ""}
        return urlencode({name: value for name, value in given.items() if value})


def page(membership: Membership, look: Look) -> dict[str, Any]:
    """Read in a fixed number of queries."""
    circle, user = membership.circle, membership.user
    names = dict(_everybody(membership, look).values_list("pk", "user__profile__name"))
    wanted = fold(look.words)
    found = [pk for pk, name in names.items() if wanted in fold(name)]
    last = max(1, -(-len(found) // A_PAGE))
    number = min(look.page, last)
    here = found[(number - 1) * A_PAGE : number * A_PAGE]
    rows = Membership.objects.others_in(circle, user).filter(pk__in=here).select_related("user__profile")
    return {
        "circle": circle,
        "look": look,
        "many": len(names) > MANY,
        "nobody": not names,
        "mates": sorted(rows, key=lambda row: here.index(row.pk)),
        "known_ids": set(Acquaintance.objects.filter(circle=circle, ticker=user).values_list("known_id", flat=True)),
        "number": number,
        "last": last,
        "before": number - 1,
        "next": number + 1 if number < last else None,
    }


def _everybody(membership: Membership, look: Look) -> MembershipQuerySet:
    mates = Membership.objects.others_in(membership.circle, membership.user)
    return mates.order_by("-joined_at", "-pk") if look.order else mates.order_by(Lower("user__profile__name"), "pk")
