"""By what name somebody is known from a suggestion, long after the card is gone: where the circle's members do not see
each other it is the first name, whoever else the reader may know them as."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from apps.circles.models import Membership
from apps.introductions.models import Connection
from apps.matching.models import Dismissal, Showing, Suggestion
from apps.profiles.models import Profile, User


class Known(NamedTuple):
    profile: Profile
    by_first_name: bool

    @property
    def name(self) -> str:
        return self.profile.first_name if self.by_first_name else self.profile.display_name


def known_from(suggestions: Sequence[Suggestion], viewer: User) -> dict[int, Known]:
    """By suggestion, with its circle: whom one of its two may still know of from it."""
    people = {suggestion.other_id(viewer) for suggestion in suggestions}
    seen = {profile.user_id: profile for profile in Profile.objects.visible_to(viewer).filter(user__in=people)}
    sealed = _sealed(suggestions, viewer)
    known = {s.pk: Known(seen[s.other_id(viewer)], False) for s in suggestions if s.other_id(viewer) in seen}
    return {pk: one for pk, one in known.items() if pk not in sealed} | _by_first_name(sealed, viewer)


def known_from_dismissals(dismissals: Sequence[Dismissal], viewer: User) -> dict[int, Known]:
    """By dismissal: as the card said that was passed over, by the full name where one of them did."""
    people = {dismissal.other_id for dismissal in dismissals}
    shown = Suggestion.objects.of(viewer).filter(pk__in=Showing.objects.filter(user=viewer).values("suggestion"))
    about = defaultdict[int, list[Suggestion]](list)
    for suggestion in shown.select_related("circle"):
        if suggestion.other_id(viewer) in people:
            about[suggestion.other_id(viewer)].append(suggestion)
    known = known_from([one for some in about.values() for one in some], viewer)
    never_shown = Profile.objects.visible_to(viewer).filter(user__in=people - about.keys())
    seen = {profile.user_id: Known(profile, False) for profile in never_shown}
    for user_id, some in about.items():
        told = sorted((known[one.pk] for one in some if one.pk in known), key=lambda one: one.by_first_name)
        seen |= {user_id: told[0]} if told else {}
    return {dismissal.pk: seen[dismissal.other_id] for dismissal in dismissals if dismissal.other_id in seen}


def _sealed(suggestions: Sequence[Suggestion], viewer: User) -> set[int]:
    """Those whose other side the viewer does not see in the circle, nor met there."""
    closed = [suggestion for suggestion in suggestions if not suggestion.circle.members_see_each_other]
    if not closed:
        return set()
    circles = {suggestion.circle_id for suggestion in closed}
    kept = Membership.objects.curators().filter(circle__in=circles).values_list("circle_id", "user_id")
    met = Connection.objects.visible_to(viewer).filter(circle__in=circles)
    seen = {*kept, *((row.circle_id, row.other_id(viewer)) for row in met)}
    return {s.pk for s in closed if not seen & {(s.circle_id, viewer.pk), (s.circle_id, s.other_id(viewer))}}


def _by_first_name(ids: Collection[int], viewer: User) -> dict[int, Known]:
    """Of those who are in that circle still."""
    if not ids:
        return {}
    rows = Suggestion.objects.visible_to(viewer).filter(pk__in=ids).select_related("low__profile", "high__profile")
    return {row.pk: Known(row.other(viewer).profile, True) for row in rows}
