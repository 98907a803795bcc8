"""The services behind the chips."""

from datetime import datetime

import pytest

from apps.profiles import personal_data
from apps.profiles.models import Change, ProfileTrait, Topic, User
from apps.profiles.services.traits import MOST, BadFact, add_trait, change_trait, remove_trait
from apps.profiles.topics import topics_for
from tests.factories import add_trait as have_trait
from tests.factories import make_circle, make_topic, make_user


def test_a_hash_makes_an_interest_whatever_the_kind(mina: User, at: datetime) -> None:
    trait = add_trait(mina, kind="school", name=" #Yankees ", at=at)

    assert (trait.kind, trait.topic.vocabulary, trait.topic.name) == ("interest", "interest", "Yankees")


def test_a_name_that_folds_to_a_topic_reuses_it(mina: User, at: datetime) -> None:
    topic = make_topic("school", "Bronxville High School")

    assert add_trait(mina, kind="school", name="bronxville  high-school", at=at).topic == topic
    assert add_trait(mina, kind="employer", name="Bronxville High School", at=at).topic != topic


@pytest.mark.parametrize("visibility", ["hidden", "introduced", "circle_mates"])
def test_how_a_fact_is_written_tells_nothing_of_somebody_elses(
    visibility: str, mina: User, tom: User, at: datetime
) -> None:
    add_trait(tom, kind="other", name="Ex of José!", visibility=visibility, at=at)

    fact = add_trait(mina, kind="other", name="ex of jose", at=at)

    assert (fact.label, personal_data.profile(mina)["facts"][0]["name"]) == ("ex of jose", "ex of jose")
    assert ProfileTrait.objects.filter(topic=fact.topic).count() == 2


def test_how_circle_mates_write_it_openly_is_taken_over(mina: User, tom: User, at: datetime) -> None:
    make_circle(members=[mina, tom])
    add_trait(tom, kind="interest", name="#Letterpress", at=at)

    assert add_trait(mina, kind="interest", name="#letterpress", at=at).label == "#Letterpress"


def test_ones_own_spelling_lends_nobody_the_entrys(mina: User, tom: User, at: datetime) -> None:
    make_circle(members=[mina, tom])
    add_trait(make_user(), kind="other", name="Ex of José!", visibility="hidden", at=at)
    add_trait(tom, kind="other", name="ex of jose", at=at)

    assert add_trait(mina, kind="other", name="EX OF JOSE", at=at).label == "EX OF JOSE"
    for user in (mina, tom):
        assert topics_for(user, kind="other", text="ex of") == []


def test_what_one_seeks_another_offers(mina: User, tom: User, at: datetime) -> None:
    seeks = add_trait(mina, kind="seeks", name="risograph advice", at=at)
    offers = add_trait(tom, kind="offers", name="Risograph advice", at=at)

    assert seeks.topic == offers.topic


def test_the_same_fact_twice_is_one_and_stays_as_it_was(mina: User, at: datetime) -> None:
    first = add_trait(mina, kind="place", name="Oslo", visibility="hidden", at=at)
    second = add_trait(mina, kind="place", name="oslo", visibility="circle_mates", year_from=2001, at=at)

    assert (first, second.visibility, second.year_from) == (second, "hidden", None)
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"name": "  "}, "Write a word or two"),
        ({"name": "###"}, "Write a word or two"),
        ({"name": "\u200b\x00"}, "Write a word or two"),
        ({"name": "x" * 81}, "Keep a fact to 80 characters"),
        ({"name": "\ufdfa" * 80}, "Keep a fact to 80 characters"),
        ({"name": "https://example.org/us"}, "Write its name, not a web address"),
        ({"name": "www.example"}, "Write its name, not a web address"),
        ({"name": "#buy.example.com"}, "Write its name, not a web address"),
        ({"kind": "shoe size"}, "Choose what kind of fact this is"),
        ({"year_from": 1899}, "Write a year from 1900 to 2100"),
        ({"year_to": 2101}, "Write a year from 1900 to 2100"),
        ({"year_from": 2011, "year_to": 2008}, "The first year is after the last one"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(words: dict[str, object], sentence: str, mina: User, at: datetime) -> None:
    with pytest.raises(BadFact, match=sentence):
        add_trait(mina, **({"kind": "school", "name": "P.S. 81", "at": at} | words))  # type: ignore[arg-type]  # on purpose

    assert (ProfileTrait.objects.count(), Topic.objects.count(), Change.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("name", ["node.js", "P.S. 81", "Ph.D.", "St.Gallen", "U.S. Open", "v1.5"])
def test_a_full_stop_makes_no_address_of_a_name(name: str, mina: User, at: datetime) -> None:
    assert add_trait(mina, kind="school", name=name, at=at).name == name


@pytest.mark.parametrize(("year_from", "year_to"), [(1900, 2100), (None, 1999), (1999, None), (2008, 2008)])
def test_years_may_be_open_or_the_same(year_from: int | None, year_to: int | None, mina: User, at: datetime) -> None:
    trait = add_trait(mina, kind="school", name="P.S. 81", year_from=year_from, year_to=year_to, at=at)

    assert (trait.year_from, trait.year_to) == (year_from, year_to)


def test_a_profile_holds_a_hundred_facts(mina: User, at: datetime) -> None:
    topics = Topic.objects.bulk_create(Topic(vocabulary="interest", name=str(n), folded=str(n)) for n in range(MOST))
    ProfileTrait.objects.bulk_create(ProfileTrait(user=mina, kind="interest", topic=topic) for topic in topics)

    with pytest.raises(BadFact, match="A profile holds a hundred facts"):
        add_trait(mina, kind="interest", name="one more", at=at)
    # One that is there already is no new one.
    assert add_trait(mina, kind="interest", name="7", at=at).topic == topics[7]


def test_changing_and_removing_record_a_change(mina: User, at: datetime) -> None:
    trait = have_trait(mina, "school", "P.S. 81")

    changed = change_trait(trait, visibility="introduced", year_from=1991, year_to=1995, at=at)
    remove_trait(changed, at=at)

    assert (changed.visibility, changed.year_from, changed.year_to) == ("introduced", 1991, 1995)
    assert list(Change.objects.values_list("user_id", "at")) == [(mina.pk, at), (mina.pk, at)]
    assert not mina.traits.exists()


def test_a_change_with_years_the_wrong_way_round_changes_nothing(mina: User, at: datetime) -> None:
    trait = have_trait(mina, "school", "P.S. 81")

    with pytest.raises(BadFact):
        change_trait(trait, visibility="hidden", year_from=1995, year_to=1991, at=at)

    trait.refresh_from_db()
    assert (trait.visibility, trait.year_from, Change.objects.count()) == ("circle_mates", None, 0)
