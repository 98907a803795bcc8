"""The register of who may see whom. Higher rooms know who shares a circle and who has met; this room asks them.

Each rule takes the viewer and gives a query of user ids.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from apps.profiles.models import User

Rule = Callable[["User"], "QuerySet[User, int]"]
_sharing: list[Rule] = []
_met: list[Rule] = []


def register(rule: Rule, *, met: bool) -> None:
    """Those whom `rule` names may see a person's open facts, and when `met` also those kept for introduced people."""
    (_met if met else _sharing).append(rule)


def near(viewer: "User", field: str) -> Q:
    return _any([*_sharing, *_met], viewer, field)


def sharing(viewer: "User", field: str) -> Q:
    """Those who are near for another reason than having met."""
    return _any(_sharing, viewer, field)


def met(viewer: "User", field: str) -> Q:
    return _any(_met, viewer, field)


def _any(rules: list[Rule], viewer: "User", field: str) -> Q:
    # An empty Q would let everybody in.
    condition = Q(pk__in=[])
    for rule in rules:
        condition |= Q(**{f"{field}__in": rule(viewer)})
    return condition
