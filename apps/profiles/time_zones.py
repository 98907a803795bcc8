"""Time zones as people look for them: places by continent, the city first, so that typing its name finds it."""

import zoneinfo
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

Group = tuple[str, list[tuple[str, str]]]


def choices(current: str = "") -> list[Group]:
    """Groups for a select. A zone that is kept already stays on offer, whatever its name."""
    regions = {
        "Africa": _("Africa"),
        "America": _("America"),
        "Antarctica": _("Antarctica"),
        "Arctic": _("Arctic"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific"),
    }
    groups = [(word, _zones(region)) for region, word in regions.items()]
    plain = [("UTC", "UTC")]
    if current and current not in {"UTC", *(key for _word, zones in groups for key, _place in zones)}:
        plain.append((current, place(current)))
    return [(_("Everywhere"), plain), *groups]


def place(key: str) -> str:
    """How "America/Argentina/Buenos_Aires" is read: "Buenos Aires, Argentina"."""
    parts = key.replace("_", " ").split("/")[1:] or [key]
    return ", ".join(reversed(parts))


def is_place(key: str) -> bool:
    """Whether a browser names a zone that the world's list has, under a name of today or of the past."""
    return "/" in key and key in zoneinfo.available_timezones()


@cache
def _zones(region: str) -> list[tuple[str, str]]:
    keys = [key for key in _current() if key.startswith(f"{region}/")]
    return sorted(((key, place(key)) for key in keys), key=lambda zone: zone[1])


@cache
def _current() -> frozenset[str]:
    """One name for each place. All that exist would offer spellings of the past, and rules named after nowhere."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    return frozenset(line.split("\t")[2] for line in table.splitlines() if not line.startswith("#"))
