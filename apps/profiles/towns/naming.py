"""What a town is called where only its name is shown: as short as it can be told from every other one."""

from collections.abc import Iterator, Sequence
from functools import cache

from apps.profiles.folding import fold
from apps.profiles.likeness import loose
from apps.profiles.towns.sources import Source

LONGEST = 80  # characters, as a fact's name
# The largest of a name in its country goes without more, where it is so much larger than the next.
LARGER = 10
# Where everybody says the state and nobody the country.
STATED = {"CA", "AU"}
STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO",
    "Connecticut": "CT", "Delaware": "DE", "District of Columbia": "DC", "Florida": "FL", "Georgia": "GA",
    "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY",
    "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN",
    "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH",
    "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY", "North Carolina": "NC", "North Dakota": "ND",
    "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA", "Rhode Island": "RI",
    "South Carolina": "SC", "South Dakota": "SD", "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT",
    "Virginia": "VA", "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip
# How a state is shortened where it is not by two letters, folded.
SHORTENED = {
    "Alabama": ("ala",), "Alaska": ("alas",), "Arizona": ("ariz",), "Arkansas": ("ark",),
    "California": ("calif", "cal"), "Colorado": ("colo",), "Connecticut": ("conn",), "Delaware": ("del",),
    "Florida": ("fla",), "Idaho": ("ida",), "Illinois": ("ill", "ills"), "Indiana": ("ind",), "Kansas": ("kan", "kans"),
    "Kentucky": ("ken",), "Massachusetts": ("mass",), "Michigan": ("mich",), "Minnesota": ("minn",),
    "Mississippi": ("miss",), "Montana": ("mont",), "Nebraska": ("neb", "nebr"), "Nevada": ("nev",),
    "New Hampshire": ("n hamp",), "New Mexico": ("n mex",), "North Carolina": ("n car",), "North Dakota": ("n dak",),
    "Oklahoma": ("okla",), "Oregon": ("ore", "oreg"), "Pennsylvania": ("penn", "penna"), "South Carolina": ("s car",),
    "South Dakota": ("s dak",), "Tennessee": ("tenn",), "Texas": ("tex",), "Virginia": ("virg",),
    "Washington": ("wash",), "West Virginia": ("w va",), "Wisconsin": ("wis", "wisc"), "Wyoming": ("wyo",),
}  # fmt: skip
# What people call a country besides its English name.
COUNTRIES = {
    "US": ("usa", "united states of america", "america"), "GB": ("uk", "great britain", "britain"),
    "DE": ("deutschland",), "AT": ("osterreich",), "CH": ("schweiz", "suisse", "svizzera"), "ES": ("espana",),
    "IT": ("italia",), "NL": ("nederland", "holland", "netherlands"), "BR": ("brasil",), "JP": ("日本",),
    "CZ": ("czechia", "czech republic"), "PL": ("polska",), "SE": ("sverige",), "NO": ("norge",), "DK": ("danmark",),
    "FI": ("suomi",), "TR": ("turkiye", "turkey"), "BE": ("belgie", "belgique"), "RU": ("россия",), "CN": ("中国",),
}  # fmt: skip


def labelled(towns: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    """Each town with its label, the most populous first. No two labels are alike even to somebody who spells loosely;
    a town that cannot be told from another is left out: people write it themselves."""
    taken: set[str] = set()
    short = _short(towns)
    for town in sorted(towns, key=_order):
        for label in _labels(town, short=id(town) in short):
            key = loose("place", label)
            if len(label) <= LONGEST and key not in taken:
                taken.add(key)
                yield town, label
                break


def where(town: Source) -> list[str]:
    """Folded words by which people say which of several they mean."""
    american = town.country_code == "US"
    words = [town.state, STATES.get(town.state, "") if american else "", town.county, town.country]
    said = [_folded(word) for word in (*words, town.country_code) if word]
    shortened = SHORTENED.get(town.state, ()) if american else ()
    return list(dict.fromkeys([*said, *shortened, *COUNTRIES.get(town.country_code, ())]))


@cache
def _folded(word: str) -> str:
    return fold(word)


def detail(town: Source) -> str:
    return ", ".join(dict.fromkeys(word for word in (town.county, town.state, town.country) if word))


def _order(town: Source) -> tuple[int, str, str, float, float]:
    return -town.population, town.name, town.country_code, town.latitude, town.longitude


def _short(towns: Sequence[Source]) -> set[int]:
    """Which need no more than their country (in the United States, Canada and Australia: their state)."""

    groups: dict[tuple[str, str, str], list[Source]] = {}
    for town in sorted(towns, key=_order):
        by_state = town.country_code in STATED or town.country_code == "US"
        key = (town.country_code, _folded(town.name), town.state if by_state else "")
        groups.setdefault(key, []).append(town)
    return {
        id(first)
        for first, *more in groups.values()
        if not more or first.population >= LARGER * max(more[0].population, 1)
    }


def _labels(town: Source, *, short: bool) -> Iterator[str]:
    """From the shortest on."""
    near, wide = town.state, town.country
    if town.country_code == "US":
        near, wide = town.county, STATES.get(town.state, "") or "United States"
    elif town.country_code in STATED and town.state:
        near, wide = town.county, town.state
    if short:
        yield town.name if wide == town.name else f"{town.name}, {wide}"
    if near:
        yield f"{town.name}, {near}, {wide}"
    if town.county and town.county != near:
        yield f"{town.name}, {town.county}, {near}, {wide}"
