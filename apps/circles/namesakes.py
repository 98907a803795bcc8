"""Whose names look like whose, among the members of a circle."""

from collections.abc import Collection, Iterable

from apps.circles.models import Circle, Held, Membership
from apps.profiles.lookalikes import alike, looks
from apps.profiles.models import Profile, User


def is_taken(name: str, circle: Circle, user: User) -> bool:
    """Whether somebody else who is in the circle has a name that looks like this one. All of the names are read: what a
    name looks like is not kept, so that there is nothing to keep up to date. Where members do not see each other it is
    the curators' names alone: being held for another's would tell that somebody of that name is here."""
    here = Membership.objects.filter(circle=circle, user__is_active=True, user__suspended_at__isnull=True)
    here = here if circle.members_see_each_other else here.curators()
    return bool(looks(name)) and alike(name, here.exclude(user=user).values_list("user__profile__name", flat=True))


def held_for(curator: User, circles: Collection[Circle] | None = None) -> list[tuple[Held, list[Profile]]]:
    """Who waits for this curator, each with the members they look like. Only where the curator may see such a member:
    whoever is held for somebody else's sake would tell of one who has blocked them. In three queries, and one where
    nobody waits."""
    rows = Held.objects.visible_to(curator).select_related("circle", "user__profile").order_by("circle__tag", "since")
    held = list(rows if circles is None else rows.filter(circle__in=circles))
    if not held:
        return []
    names = _names_seen(curator, {row.circle_id for row in held})
    like = {row.pk: _like(row.user.profile.name, names.get(row.circle_id, [])) for row in held}
    profiles = Profile.objects.in_bulk([pk for pks in like.values() for pk in pks])
    return [(row, [profiles[pk] for pk in like[row.pk]]) for row in held if like[row.pk]]


def _like(name: str, members: Iterable[tuple[int, str]]) -> list[int]:
    mine = looks(name)
    return [pk for pk, other in members if not mine.isdisjoint(looks(other))]


def _names_seen(curator: User, circle_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """By circle, the members' profiles and names."""
    rows = Membership.objects.visible_to(curator).filter(circle__in=circle_ids).order_by("pk")
    found: dict[int, list[tuple[int, str]]] = {}
    for circle_id, pk, name in rows.values_list("circle_id", "user__profile__pk", "user__profile__name"):
        found.setdefault(circle_id, []).append((pk, name))
    return found
