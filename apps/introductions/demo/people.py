"""Invented people with their facts, the same ones every time."""

from dataclasses import dataclass, field
from random import Random

from django.utils.text import slugify

from apps.introductions.demo.circles import LANGUAGES, THEMES, Theme, words
from apps.introductions.demo.names import FIRST, LAST
from apps.introductions.demo.places import KINGSBRIDGE, TOWNS, WAKEFIELD, School, Town, schools_of

PEOPLE = 400
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Fact:
    kind: str
    name: str
    years: tuple[int, int] | None = None
    where: tuple[float, float] | None = None


@dataclass
class Person:
    name: str
    headline: str
    town: Town
    tags: list[str]
    facts: list[Fact] = field(default_factory=list)
    about: str = ""
    role: str = ""

    @property
    def email(self) -> str:
        return f"{slugify(self.name).replace('-', '.')}@{DOMAIN}"


def invent(seed: int = 2013) -> list[Person]:
    """The people of the golden story first, then the rest."""
    rng = Random(seed)  # noqa: S311 - invented people, not secrets
    pairs = [(first, last) for first in FIRST for last in LAST]
    chosen = rng.sample(pairs, PEOPLE - 5)
    return [*_story(), *(_person(rng, f"{first} {last}") for first, last in chosen)]


def _story() -> list[Person]:
    town = {town.name: town for town in TOWNS}
    david = Person(
        "David Stern", "Puts people together, on Fridays", town["Chicago"], ["marketing", "choir"], role="curator"
    )
    mina = Person("Mina Roth", "Writes for walls", town["Nashville"], ["marketing", "open-data"], role="member")
    jonas = Person("Jonas Weber", "Buys the air above streets", town["Stamford"], ["marketing"])
    ana = Person("Ana Kovač", "Runs a letterpress shop", town["Leeds"], ["marketing", "makers"])
    lena = Person("Lena Ortiz", "", town["Oakland"], ["makers"], role="newcomer")
    david.facts = [Fact("interest", "slogans"), Fact("interest", "choral music"), _place(david.town)]
    mina.facts = [
        Fact("interest", "yankees"),
        _school(WAKEFIELD, 1994),
        Fact("field", "Out-of-home advertising"),
        Fact("interest", "typography"),
        Fact("seeks", "finding a printer"),
        _place(mina.town),
    ]
    jonas.facts = [
        Fact("interest", "yankees"),
        Fact("interest", "typography"),
        _school(KINGSBRIDGE, 1995),
        Fact("field", "Brand strategy"),
        Fact("employer", "Harbour Boards", (2004, 2013)),
        _place(jonas.town),
    ]
    ana.facts = [
        Fact("interest", "typography"),
        Fact("interest", "letterpress"),
        Fact("offers", "finding a printer"),
        Fact("employer", "Thistle Press", (2009, 2026)),
        _place(ana.town),
    ]
    lena.facts = [Fact("interest", "bees")]
    mina.about = "I walk to work by a different street every day and read what is written on it."
    return [david, mina, jonas, ana, lena]


def _person(rng: Random, name: str) -> Person:
    themes = rng.sample(THEMES, rng.choices([1, 2, 3], [5, 4, 1])[0])
    town, home = rng.choice(TOWNS), rng.choice(TOWNS)
    person = Person(name, rng.choice(words(themes[0].headlines)), town, [theme.tag for theme in themes])
    person.facts = [_place(town), _school(rng.choice(schools_of(home)), rng.randint(1970, 2012))]
    person.facts += _interests(rng, themes)
    person.facts += _work(rng, themes[0])
    if rng.random() < 0.3:
        person.facts.append(Fact("language", rng.choice(LANGUAGES)))
    return person


def _interests(rng: Random, themes: list[Theme]) -> list[Fact]:
    """The first of a theme's interests are the common ones."""
    found: dict[str, Fact] = {}
    for theme in themes:
        names = words(theme.interests)
        weights = [1 / rank for rank in range(1, len(names) + 1)]
        for name in rng.choices(names, weights, k=2):
            found[name] = Fact("interest", name)
    return list(found.values())


def _work(rng: Random, theme: Theme) -> list[Fact]:
    start = rng.randint(1990, 2020)
    facts = [Fact("field", rng.choice(words(theme.fields)))]
    if rng.random() < 0.7:
        facts.append(
            Fact("employer", rng.choice(words(theme.employers)), (start, min(start + rng.randint(2, 15), 2026)))
        )
    seeks, offers = rng.sample(words(theme.help), 2)
    if rng.random() < 0.4:
        facts.append(Fact("seeks", seeks))
    if rng.random() < 0.4:
        facts.append(Fact("offers", offers))
    return facts


def _place(town: Town) -> Fact:
    return Fact("place", town.name, where=(town.latitude, town.longitude))


def _school(school: School, start: int) -> Fact:
    return Fact("school", school.name, (start, start + 4), (school.latitude, school.longitude))
