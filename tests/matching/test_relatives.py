"""Interests that the vocabulary puts into one group, from the links to the sentences."""

from datetime import datetime

import pytest

from apps.matching.engine import EvidenceType
from apps.matching.grounds import in_words
from apps.matching.kept import sentences_kept
from apps.matching.models import Candidate
from apps.matching.reasons import Reason, reasons_for
from apps.matching.statistics import statistics_now
from apps.profiles.models import Topic, User, Visibility
from apps.profiles.services.linking import put_under
from apps.profiles.services.merging import merge
from tests.factories import add_trait, connect, make_topic, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def jazz() -> Topic:
    jazz = make_topic("interest", "jazz", approved=True)
    for name in ("bebop", "swing"):
        put_under(make_topic("interest", name), jazz)
    return jazz


@pytest.fixture
def pair() -> tuple[User, User]:
    mina, nina = make_user("Mina Moss"), make_user("Nina Noor")
    return mina, nina


def reasons(one: User, other: User, reader: User, *people: User) -> list[Reason]:
    circle = refreshed_circle(f"music{reader.pk}", [one, other, *people, *crowd(20)])
    low, high = sorted((one, other), key=lambda user: user.pk)
    found = Candidate.objects.current().filter(circle_id=circle.pk, low_id=low.pk, high_id=high.pk).first()
    return reasons_for(circle.pk, low, high, found.evidence, readers=[reader]) if found else []


def sentences(one: User, other: User, reader: User) -> list[str]:
    return [reason.sentence for reason in reasons(one, other, reader)]


def test_two_kinds_of_one_thing(jazz: Topic, pair: tuple[User, User]) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "bebop")
    add_trait(nina, "interest", "swing")

    assert sentences(*pair, mina) == ["You both like #jazz: you #bebop, Nina #swing"]
    assert sentences(*pair, nina) == ["You both like #jazz: you #swing, Mina #bebop"]
    assert sentences(*pair, make_user("Carol")) == []


def test_a_kind_of_what_the_other_says(jazz: Topic, pair: tuple[User, User]) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "Jazz", written="Jazz")
    add_trait(nina, "interest", "bebop")

    assert sentences(*pair, mina) == ["You both like #Jazz, and Nina #bebop in particular"]
    assert sentences(*pair, nina) == ["You both like #Jazz, and you #bebop in particular"]


def test_a_curator_reads_of_both(jazz: Topic, pair: tuple[User, User]) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "bebop")
    add_trait(nina, "interest", "swing")
    carol = make_user("Carol")
    circle = refreshed_circle("music", [*pair, *crowd(20)], curator=carol)
    found = Candidate.objects.current().get(low_id=mina.pk, high_id=nina.pk)

    told = reasons_for(circle.pk, mina, nina, found.evidence, readers=[carol])

    assert [reason.sentence for reason in told] == ["They both like #jazz: Mina #bebop, Nina #swing"]


def test_the_sentence_leads_to_what_each_says(jazz: Topic, pair: tuple[User, User]) -> None:
    mina, nina = pair
    facts = add_trait(mina, "interest", "bebop"), add_trait(nina, "interest", "swing")

    (reason,) = reasons(*pair, mina)

    (ground,) = reason.grounds
    assert (ground.mine, ground.theirs, ground.type) == (*facts, EvidenceType.RELATED)
    assert in_words(EvidenceType.RELATED, ground.mine) == "what is related to #bebop"
    assert reason.bits > 3


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.INTRODUCED])
def test_what_is_kept_back_is_not_related(jazz: Topic, pair: tuple[User, User], visibility: str) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "bebop")
    kept = add_trait(nina, "interest", "swing")
    low, high = pair
    circle = refreshed_circle("music", [*pair, *crowd(20)])
    found = Candidate.objects.current().get(low_id=low.pk, high_id=high.pk)

    kept.visibility = visibility
    kept.save()

    assert reasons_for(circle.pk, low, high, found.evidence, readers=[mina]) == []
    assert reasons(*pair, mina) == []


def test_a_link_that_is_gone_is_no_reason_any_more(jazz: Topic, pair: tuple[User, User]) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "bebop")
    add_trait(nina, "interest", "swing")
    circle = refreshed_circle("music", [*pair, *crowd(20)])
    found = Candidate.objects.current().get(low_id=mina.pk, high_id=nina.pk)

    jazz.narrower.all().delete()

    assert reasons_for(circle.pk, mina, nina, found.evidence, readers=[mina]) == []


def test_of_several_groups_the_one_is_named_that_counted(pair: tuple[User, User]) -> None:
    """The rarest of which the two share nothing: what both share is told as that."""
    (mina, nina), rockers = pair, [make_user(f"Rocker {number}") for number in range(3)]
    music, jazz, cool = (make_topic("interest", name, approved=True) for name in ("music", "jazz", "cool"))
    under = {"rock": [music], "bebop": [music, jazz, cool], "swing": [music, jazz, cool], "mods": [cool]}
    for name, groups in under.items():
        narrower = make_topic("interest", name)
        for group in groups:
            put_under(narrower, group)
    for name, holders in {"bebop": [mina], "swing": [nina], "mods": pair, "rock": rockers, "jazz": rockers[:1]}.items():
        for user in holders:
            add_trait(user, "interest", name)

    told = [reason.sentence for reason in reasons(mina, nina, mina, *rockers)]

    assert told == ["You both like #mods", "You both like #jazz: you #bebop, Nina #swing"]


def test_a_word_that_not_everybody_may_be_told_relates_nobody(pair: tuple[User, User]) -> None:
    secret = make_topic("interest", "a word of few")
    for user, name in zip(pair, ("bebop", "swing"), strict=True):
        put_under(make_topic("interest", name), secret)
        add_trait(user, "interest", name)

    assert sentences(*pair, pair[0]) == []


def test_spellings_are_their_entry(jazz: Topic, pair: tuple[User, User], at: datetime) -> None:
    """Somebody says it as another spells it, and staff linked what was made one with another entry since."""
    mina, nina = pair
    bop, hard_bop = make_topic("interest", "bop"), make_topic("interest", "hard bop")
    put_under(bop, jazz)
    merge(hard_bop, "bop", at=at)
    merge(make_topic("interest", "swing"), "swing music", at=at)
    add_trait(mina, "interest", "hard bop")
    add_trait(nina, "interest", "swing")

    assert sentences(*pair, mina) == ["You both like #jazz: you #hard bop, Nina #swing"]
    statistics = statistics_now()
    (group,) = statistics.kin.of(statistics.topics[statistics.topics == hard_bop.pk])[1].tolist()
    assert statistics.kin.holders[group] == 2


def test_two_spellings_of_one_entry_are_the_same(pair: tuple[User, User], at: datetime) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "bebop")
    add_trait(nina, "interest", "be-bop")

    merge(mina.traits.get().topic, "be-bop", at=at)

    assert [reason.grounds[0].type for reason in reasons(*pair, mina)] == [EvidenceType.SHARED]


def test_what_is_kept_for_people_one_met_is_related_once_they_have_met(jazz: Topic, pair: tuple[User, User]) -> None:
    mina, nina = pair
    add_trait(mina, "interest", "bebop", visibility=Visibility.INTRODUCED)
    add_trait(nina, "interest", "swing")
    refreshed_circle("music", [*pair, *crowd(20)])
    before = sentences_kept(pair, mina)

    connect(mina, nina)

    assert (before, sentences_kept(pair, mina)) == ([], ["You both like #jazz: you #bebop, Nina #swing"])
