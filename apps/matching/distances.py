"""How far apart two places are, in the reader's own measure; never finer than a mile or a kilometre."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.profiles.models import ProfileTrait
from apps.profiles.whereabouts import is_known_by_town

KM_PER_MILE = 1.609344
# Coordinates are kept to a hundredth of a degree.
SAME_SPOT_KM = 0.5
_MILES = ("America/", "US/", "Pacific/Honolulu", "Europe/London", "Europe/Belfast", "GB")


def uses_miles(time_zone: str) -> bool:
    return time_zone.startswith(_MILES)


def apart(km: float, *, miles: bool) -> str:
    return _miles_apart(km / KM_PER_MILE) if miles else _km_apart(km)


def town_of_both(one: ProfileTrait, other: ProfileTrait, km: float) -> str:
    """ "in Springfield, IL": of two facts in a town of which one is known no more closely, so that nobody knows how far
    apart they are."""
    if not one.town or one.town != other.town:
        return ""
    if km >= SAME_SPOT_KM and not (is_known_by_town(one) or is_known_by_town(other)):
        return ""
    return _("in %(town)s") % {"town": one.town}


def _miles_apart(distance: float) -> str:
    if distance < 1:
        return _("less than a mile apart")
    count = round(distance)
    return ngettext("%(count)d mile apart", "%(count)d miles apart", count) % {"count": count}


def _km_apart(distance: float) -> str:
    if distance < 1:
        return _("less than a kilometre apart")
    count = round(distance)
    return ngettext("%(count)d kilometre apart", "%(count)d kilometres apart", count) % {"count": count}
