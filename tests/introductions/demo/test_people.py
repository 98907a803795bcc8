from collections import Counter

from apps.introductions.demo.circles import THEMES
from apps.introductions.demo.people import invent


def test_invented_people_are_the_same_every_time() -> None:
    assert invent() == invent()
    assert invent(seed=1) != invent(seed=2)


def test_four_hundred_people_are_in_twelve_circles() -> None:
    people = invent()

    sizes = Counter(tag for person in people for tag in person.tags)
    assert (len(people), len(sizes), set(sizes)) == (400, 12, {theme.tag for theme in THEMES})
    assert min(sizes.values()) >= 10
    assert all(len(set(person.tags)) == len(person.tags) > 0 for person in people)


def test_names_and_addresses_are_nobody_elses() -> None:
    people = invent()

    assert len({person.name for person in people}) == len({person.email for person in people}) == 400
    assert {person.email.partition("@")[2] for person in people} == {"demo.example"}


def test_story_holds_its_facts() -> None:
    mina, jonas = (next(person for person in invent() if person.name == name) for name in ("Mina Roth", "Jonas Weber"))

    for person in (mina, jonas):
        assert "marketing" in person.tags
        assert "yankees" in {fact.name for fact in person.facts if fact.kind == "interest"}
    assert mina.town != jonas.town
