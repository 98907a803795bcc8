"""One row of traits.csv as a fact that a profile can hold."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.instance.text import clean_line
from apps.profiles.folding import fold
from apps.profiles.models import SENSITIVE, TraitKind, Vocabulary
from apps.profiles.services.traits import FIRST_YEAR, LAST_YEAR, LONGEST

# Other people's words for our kinds. Whatever else they have is a fact of the kind "other" that keeps its word.
KINDS = {
    "hometown": TraitKind.PLACE,
    "work_place": TraitKind.PLACE,
    "concentration": TraitKind.FIELD,
    "like": TraitKind.INTEREST,
    "tag": TraitKind.INTEREST,
    "artist": TraitKind.INTEREST,
}


@dataclass(frozen=True, slots=True)
class Fact:
    kind: str
    vocabulary: str
    name: str
    folded: str
    year_from: int | None
    year_to: int | None
    latitude: float | None
    longitude: float | None


def read_fact(row: dict[str, str]) -> Fact | str:
    """The fact, or a sentence that says what is wrong with the row."""
    word = clean_line(row["kind"]).lower()
    kind, name = _named(word, _bare(clean_line(row["trait"])))
    folded = fold(name)
    if not word or not folded:
        return _("The kind or the trait is empty.")
    if kind in SENSITIVE:
        return _("Health, faith, sexuality and union are for people to say of themselves. Take the row out.")
    if len(folded) > 2 * LONGEST:
        return _("The trait is too long. Shorten it.")
    try:
        years = [int(row[key]) if row.get(key) else None for key in ("year_from", "year_to")]
        where = [float(row[key]) if row.get(key) else None for key in ("latitude", "longitude")]
    except ValueError:
        return _("A year or a coordinate is not a number.")
    wrong = _bad_years(*years) or _off_the_globe(*where)
    return wrong or Fact(kind, Vocabulary.of(kind), name, folded, years[0], years[1], where[0], where[1])


def _bare(trait: str) -> str:
    """Without the mark of a tag; a band may be called ##### all the same."""
    return trait.lstrip("#").strip() or trait


def _named(kind: str, name: str) -> tuple[str, str]:
    """Pseudonymous networks give numbers for names, which mean something only together with the kind's word."""
    ours = TraitKind(kind) if kind in TraitKind.values else KINDS.get(kind, TraitKind.OTHER)
    unnamed = name.isdigit() or (ours == TraitKind.OTHER and kind != TraitKind.OTHER)
    full = f"{kind.replace('_', ' ')} {name}" if unnamed and name else name
    # Some of what people wrote elsewhere is a sentence.
    return ours, full if len(full) <= LONGEST else f"{full[: LONGEST - 1].rstrip()}\u2026"


def _bad_years(first: int | None, last: int | None) -> str:
    if any(year is not None and not FIRST_YEAR <= year <= LAST_YEAR for year in (first, last)):
        return _("A year is not between 1900 and 2100.")
    if first and last and first > last:
        return _("The first year is after the last one.")
    return ""


def _off_the_globe(latitude: float | None, longitude: float | None) -> str:
    if (latitude is None) != (longitude is None):
        return _("A place needs both a latitude and a longitude.")
    if latitude is None or longitude is None or (abs(latitude) <= 90 and abs(longitude) <= 180):
        return ""
    return _("The coordinates are not on the globe.")
