"""What an export says that another place can take over, and what of it stays behind. Circles, introductions,
conversations, addresses and other people do: they are nobody's to bring."""

from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import CharField
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.instance.pictures import squared
from apps.instance.text import clean_line, clean_text
from apps.mail.errors import DomainError
from apps.profiles import exports, naming, time_zones, whereabouts
from apps.profiles.models import SENSITIVE, Profile, Reach, TraitKind, Visibility
from apps.profiles.places import Point
from apps.profiles.plain_words import has_link
from apps.profiles.services.traits import FIRST_YEAR, LAST_YEAR, plain_name

MOST_FACTS = 300  # read of one file; a profile holds a hundred
MOST_NAMED = 12  # keys that are not known here
_PHOTO = "data:image/jpeg;base64,"


class StaysBehind(DomainError):
    """Why it is not taken over."""


@dataclass(frozen=True, slots=True)
class Fact:
    kind: str
    name: str
    visibility: str
    may_match: bool = False
    values: dict[str, Any] = field(default_factory=dict)  # what else add_trait is given
    remark: str = ""

    @property
    def is_sensitive(self) -> bool:
        return self.kind in SENSITIVE

    @property
    def label(self) -> str:
        return f"#{self.name}" if self.kind == TraitKind.INTEREST else self.name


@dataclass(slots=True)
class Brought:
    words: dict[str, str] = field(default_factory=dict)
    # As it stood in the file, and as it would be kept here.
    photo: tuple[bytes, bytes] | None = None
    facts: list[Fact] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)  # what, and why
    unknown: list[str] = field(default_factory=list)  # keys that this place has not heard of


def _name(written: str) -> str:
    name = naming.clean(written)
    naming.check(name)
    if has_link(name):
        raise StaysBehind(_("A name holds no links here."))
    return name


def _time_zone(written: str) -> str:
    if written != "UTC" and not time_zones.is_place(written):
        raise StaysBehind(_("This place does not know that time zone."))
    return written


def _year(written: object) -> int:
    if isinstance(written, bool) or not isinstance(written, int) or not FIRST_YEAR <= written <= LAST_YEAR:
        raise StaysBehind(_("Its years cannot be read, and stay behind."))
    return written


# What is read of a profile in words: each is a field of Profile, and how it is made fit to keep.
WORDS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "pronouns": clean_line,
    "pronunciation": clean_line,
    "headline": clean_line,
    "about": clean_text,
    "time_zone": _time_zone,
}
# What is read of a fact besides: the argument of add_trait that it becomes, and how.
OF_A_FACT: dict[str, tuple[str, Callable[[object], Any]]] = {"from": ("year_from", _year), "to": ("year_to", _year)}
# Understood, and not taken over.
STAYS = {"paused_at", "paused_until", "may_be_named", "blocked", "name_changed"}

_PROFILE_KEYS = {*WORDS, *STAYS, "photo", "facts", "handles"}
_PLACE_KEYS = ("latitude", "longitude", "town")
_FACT_KEYS = {*OF_A_FACT, *_PLACE_KEYS, "kind", "name", "seen_by", "in_circles", "may_match", "since"}
NOT_ALL_CIRCLES = gettext_lazy(
    "There, not all of your circles saw it. Circles cannot be brought along, so only you see it here at first."
)


def bring(data: dict[str, Any]) -> Brought:
    """Of a file that was read."""
    said = data["profile"]
    brought = Brought()
    for key, cleaned in WORDS.items():
        _note(brought, key, said.get(key), cleaned)
    _note_photo(brought, said.get("photo"))
    listed = said.get("facts") or []
    if not isinstance(listed, list):
        brought.left.append((_("Facts"), _("They are not written as a list.")))
        listed = []
    if len(listed) > MOST_FACTS:
        brought.left.append((_("Facts"), _("There are more than a profile can hold: only the first 300 are read.")))
    for one in listed[:MOST_FACTS]:
        _note_fact(brought, one)
    if said.get("handles"):
        brought.left.append(
            (
                _("Handles elsewhere"),
                _("Write them again under “Handles and addresses”, so that you see who sees each."),
            )
        )
    brought.unknown = _unknown(data, said, listed)
    return brought


def _note(brought: Brought, key: str, written: object, cleaned: Callable[[str], str]) -> None:
    if written in (None, ""):
        return
    try:
        most = _fields()[key].max_length or 0
        words = cleaned(_text(written, most))
        if len(words) > most:
            raise _too_long(most)
        if words:
            brought.words[key] = words
    except DomainError as error:
        brought.left.append((label_of(key), str(error)))


@cache
def _fields() -> dict[str, CharField]:
    """How the fields of a profile are called, and how much goes into them."""
    return cast("dict[str, CharField]", fields_for_model(Profile, tuple(WORDS)))


def _text(written: object, most: int) -> str:
    if not isinstance(written, str):
        raise StaysBehind(_("It is not written in words."))
    if len(written) > 10 * most:  # not worth reading
        raise _too_long(most)
    return written


def _too_long(most: int) -> StaysBehind:
    return StaysBehind(_("It is longer than %(most)d characters.") % {"most": most})


def label_of(key: str) -> str:
    return str(_fields()[key].label)


def _note_photo(brought: Brought, written: object) -> None:
    if written is None:
        return
    try:
        if not (isinstance(written, str) and written.startswith(_PHOTO)):
            raise StaysBehind(_("It is not written as a picture."))
        picture = b64decode(written.removeprefix(_PHOTO), validate=True)
        brought.photo = (picture, squared(SimpleUploadedFile("photo.jpg", picture)))
    except DomainError as error:
        brought.left.append((_("Photo"), str(error)))
    except ValueError:
        brought.left.append((_("Photo"), _("It is not written as a picture.")))


def _note_fact(brought: Brought, one: object) -> None:
    said = one if isinstance(one, dict) else {}
    try:
        brought.facts.append(_fact(said))
    except DomainError as error:
        name = said.get("name")
        named = clean_line(name[:200])[:80] if isinstance(name, str) else ""
        brought.left.append((named or _("A fact without a name"), str(error)))


def _fact(said: dict[str, Any]) -> Fact:
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in TraitKind.values:
        raise StaysBehind(_("This place does not know what kind of fact it is."))
    name = said.get("name")
    plain = plain_name(kind, name[:1000] if isinstance(name, str) else "")
    values, remarks = _values(said)
    visibility, remark = _seen_by(said)
    return Fact(kind, plain, visibility, said.get("may_match") is True, values, " ".join([*remarks, remark]).strip())


def _values(said: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    remarks: list[str] = []
    for key, (argument, reading) in OF_A_FACT.items():
        try:
            if said.get(key) is not None:
                values[argument] = reading(said[key])
        except StaysBehind as error:
            remarks.append(str(error))
    if values.get("year_from", FIRST_YEAR) > values.get("year_to", LAST_YEAR):
        del values["year_from"], values["year_to"]
        remarks.append(_("Its years cannot be read, and stay behind."))
    try:
        values |= _place(*(said.get(key) for key in _PLACE_KEYS))
    except StaysBehind as error:
        remarks.append(str(error))
    return values, list(dict.fromkeys(remarks))


def _place(latitude: object, longitude: object, town: object) -> dict[str, str]:
    """Where it was on the map, as add_trait is told; the town is looked up here."""
    if latitude is None and longitude is None and not town:
        return {}
    numbers = [one for one in (latitude, longitude) if isinstance(one, int | float) and not isinstance(one, bool)]
    point = Point(*map(float, numbers)) if len(numbers) == 2 and all(abs(one) <= 180 for one in numbers) else None
    named = clean_line(town[:200])[:80] if isinstance(town, str) else ""
    if point is None or not point.is_on_the_globe() or not named:
        raise StaysBehind(_("Where it was cannot be read, and stays behind."))
    return {"place": whereabouts.line(point, named)}


def _seen_by(said: dict[str, Any]) -> tuple[str, str]:
    """Nobody sees it here who did not see it there. With what there is to say of that."""
    visibility = said.get("seen_by")
    if visibility not in Visibility.values:
        return Visibility.HIDDEN, _("The file does not say who saw it, so only you see it here at first.")
    if said.get("in_circles", Reach.ALL) != Reach.ALL and visibility != Visibility.HIDDEN:
        return Visibility.HIDDEN, str(NOT_ALL_CIRCLES)
    return str(visibility), ""


def _unknown(data: dict[str, Any], said: dict[str, Any], listed: list[Any]) -> list[str]:
    """Each once, in the order of the file."""
    facts = (key for one in listed[:MOST_FACTS] if isinstance(one, dict) for key in one)
    found = [
        *_others(data, exports.keys()),
        *_others(said, _PROFILE_KEYS),
        *_others(facts, _FACT_KEYS),
    ]
    return list(dict.fromkeys(found))[: MOST_NAMED + 1]


def _others(keys: Iterable[str], known: set[str]) -> list[str]:
    others = islice(dict.fromkeys(key for key in keys if key not in known), MOST_NAMED + 1)
    return [clean_line(key[:40]) or "?" for key in others]
