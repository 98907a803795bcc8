"""The vocabulary that comes with the program."""

from datetime import datetime

import pytest

from apps.profiles.folding import fold
from apps.profiles.likeness import loose
from apps.profiles.models import BroaderTopic, ProfileTrait, Topic, TraitKind, User, Vocabulary
from apps.profiles.services.merging import merge, take_back
from apps.profiles.services.packing import pack, packaged
from apps.profiles.services.traits import add_trait, remove_trait
from apps.profiles.services.vocabulary import GRACE, forget_unheld
from apps.profiles.topics import topics_for
from tests.factories import make_topic

pytestmark = pytest.mark.django_db


def state() -> list[tuple[object, ...]]:
    topics = Topic.objects.order_by("vocabulary", "folded")
    return list(topics.values_list("vocabulary", "name", "loose", "merged_into__name", "approved", "packaged"))


def test_no_spelling_means_two_things_and_what_is_broader_is_there() -> None:
    entries = list(packaged())
    folded = [(entry.vocabulary, fold(name)) for entry in entries for name in (entry.name, *entry.spellings)]
    alike = {(e.vocabulary, loose(e.vocabulary, name), e.name) for e in entries for name in (e.name, *e.spellings)}

    assert len(entries) > 500
    assert {entry.vocabulary for entry in entries} <= set(Vocabulary.values)
    assert [key for key in folded if folded.count(key) > 1] == []
    assert len(alike) == len({(vocabulary, form) for vocabulary, form, _name in alike})
    assert max(len(name) for entry in entries for name in (entry.name, *entry.spellings)) <= 80


def test_it_is_set_up_once_and_offered_to_everybody(mina: User, at: datetime) -> None:
    assert pack(at=at) == len(list(packaged()))
    after = state()

    assert [pack(at=at), state() == after] == [0, True]
    assert [topic.name for topic in topics_for(mina, kind="interest", text="mtb")] == ["mountain biking"]
    assert [topic.name for topic in topics_for(mina, kind="team", text="yank")] == ["New York Yankees"]
    links = BroaderTopic.objects.filter(broader__name="baseball", narrower__name="New York Yankees")
    assert links.get().broader.vocabulary == Vocabulary.INTEREST
    assert forget_unheld(at=at) == forget_unheld(at=at + 2 * GRACE) == 0


def test_every_broader_word_leads_up_to_an_end(at: datetime) -> None:
    pack(at=at)
    above = {link.narrower_id: link.broader_id for link in BroaderTopic.objects.all()}

    assert len(above) == BroaderTopic.objects.count() > 300
    for start in above:
        way = [start]
        while way[-1] in above:
            way.append(above[way[-1]])
            assert len(way) < 6


def test_facts_said_before_become_facts_of_the_entry(mina: User, tom: User, at: datetime) -> None:
    fact = add_trait(mina, kind=TraitKind.TEAM, name="NY Yankees", at=at)
    other = add_trait(tom, kind=TraitKind.TEAM, name="New York YANKEES!", at=at)

    pack(at=at)

    facts = ProfileTrait.objects.filter(topic=other.topic_id).order_by("pk")
    assert [row.name for row in facts] == ["NY Yankees", "New York YANKEES!"]
    entry = Topic.objects.get(pk=other.topic_id)
    assert (entry.approved, entry.name) == (True, "New York Yankees")
    remove_trait(fact, at=at)
    remove_trait(other, at=at)
    assert forget_unheld(at=at) == forget_unheld(at=at + 2 * GRACE) == 0


def test_what_staff_did_stays(at: datetime) -> None:
    two_wheels = make_topic("interest", "two wheels", approved=True)
    merge(two_wheels, "biking", at=at)
    pack(at=at)
    yankees = Topic.objects.get(vocabulary="team", name="New York Yankees")
    Topic.objects.filter(pk=yankees.pk).update(approved=False)
    take_back(Topic.objects.get(vocabulary="team", name="Yankees"), at=at)
    before = state()

    pack(at=at)

    assert state() == before
    assert Topic.objects.get(name="biking").merged_into == two_wheels
    assert Topic.objects.get(vocabulary="interest", name="cycling").packaged
