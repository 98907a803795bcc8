"""What somebody keeps back is found nowhere: not on any page that a link leads to, nor in what is offered while one
types, in a count, a because, a mail that waits, or another's export. Every fact has a word that nobody else uses."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle, Role
from apps.circles.services.showing import show_in
from apps.circles.shown_here import first_coincidence
from apps.introductions.services.introducing import introduce
from apps.mail.composers import compose
from apps.mail.models import OutboxMail
from apps.matching.between import sentences_between
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import ProfileTrait, TraitKind, User
from apps.profiles.services.blocking import block
from apps.profiles.services.traits import change_trait, remove_trait
from tests.factories import add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import LATER, crowd
from tests.privacy.crawling import pages_of

pytestmark = pytest.mark.django_db

OPEN, NOT_CHOIR, ONLY_CHOIR = "canaryopen", "canarynotchoir", "canaryonlychoir"
KEPT, OWN, CREED, ILLNESS = "canarykept", "canaryown", "canarycreed", "canaryillness"
FACTS = {
    OPEN: ("interest", "circle_mates"),
    NOT_CHOIR: ("interest", "circle_mates"),
    ONLY_CHOIR: ("interest", "circle_mates"),
    KEPT: ("interest", "introduced"),
    OWN: ("interest", "hidden"),
    CREED: ("faith", "circle_mates"),
    ILLNESS: ("health", "hidden"),
}
SENSITIVE = {CREED, ILLNESS}
READS = {
    "in the choir": {OPEN, ONLY_CHOIR, CREED},
    "curator of the choir": {OPEN, ONLY_CHOIR, CREED},
    "among the runners": {OPEN, NOT_CHOIR, CREED},
    "in both": {OPEN, NOT_CHOIR, ONLY_CHOIR, CREED},
    "met": {OPEN, NOT_CHOIR, ONLY_CHOIR, KEPT, CREED},
    "in the choir, and blocked": set(),
    "stranger": set(),
    "staff": set(),
}


class World:
    """Tom, who shows different things to different people, and somebody who stands to him in one way."""

    def __init__(self, standing: str, at: datetime) -> None:
        self.tom, self.reader = make_user("Tom"), make_user("Reader")
        self.choir = make_circle("choir", members=[self.tom])
        self.runners = make_circle("runners", members=[self.tom])
        for name, (kind, visibility) in FACTS.items():
            add_trait(self.tom, kind, name, visibility=visibility)
        show_in(self.fact(NOT_CHOIR), [self.runners], later=True, at=at)
        show_in(self.fact(ONLY_CHOIR), [self.choir], later=False, at=at)
        self._place(standing, at)
        self.browser = Client()
        self.browser.force_login(User.objects.get(pk=self.reader.pk))

    def _place(self, standing: str, at: datetime) -> None:
        if "choir" in standing or standing == "in both":
            join(self.choir, self.reader, role=Role.CURATOR if "curator" in standing else Role.MEMBER)
        if "runners" in standing or standing == "in both":
            join(self.runners, self.reader)
        if standing == "met":
            connect(self.tom, self.reader)
        if "blocked" in standing:
            block(self.tom, self.reader, at=at)
        if standing == "staff":
            User.objects.filter(pk=self.reader.pk).update(is_staff=True, is_superuser=True)

    def fact(self, name: str) -> ProfileTrait:
        return ProfileTrait.objects.select_related("user").get(user=self.tom, topic__name=name)


def found_in(text: str) -> set[str]:
    return {name for name in FACTS if name in text.lower()}


@pytest.mark.parametrize("standing", READS)
def test_pages_show_what_one_may_see_and_no_more(standing: str, at: datetime) -> None:
    world = World(standing, at)

    pages = pages_of(world.browser, reverse("profiles:person", args=[world.tom.pk]), "/staff/vocabulary/?q=canary")

    assert found_in("".join(pages.values())) == READS[standing]
    assert len(pages) >= 8


@pytest.mark.parametrize("standing", READS)
def test_what_is_offered_while_one_types_is_what_one_may_see(standing: str, at: datetime) -> None:
    world = World(standing, at)

    asked = [{"kind": kind, "name": "canary"} for kind in TraitKind.values]
    offered = [world.browser.get(reverse("profiles:topics"), words).content.decode() for words in asked]

    assert found_in("".join(offered)) == READS[standing] - SENSITIVE - {KEPT}


@pytest.mark.parametrize("standing", READS)
def test_nobodys_export_tells_of_anothers_facts(standing: str, at: datetime) -> None:
    world = World(standing, at)

    export = world.browser.post(reverse("profiles:export"))

    assert export.status_code == 200
    assert found_in(export.content.decode()) == set()
    world.browser.force_login(world.tom)
    assert found_in(world.browser.post(reverse("profiles:export")).content.decode()) == set(FACTS)


@pytest.mark.parametrize(
    ("standing", "circle", "cited"),
    [
        ("in the choir", "choir", {OPEN, ONLY_CHOIR}),
        ("among the runners", "runners", {OPEN, NOT_CHOIR}),
        ("in both", "choir", {OPEN, ONLY_CHOIR}),
        ("in both", "runners", {OPEN, NOT_CHOIR}),
    ],
)
def test_a_because_cites_what_its_circle_sees(standing: str, circle: str, cited: set[str], at: datetime) -> None:
    """The reader says openly whatever Tom says, so that each would be a coincidence; the curator reads the same."""
    world = World(standing, at)
    for name, (kind, _visibility) in FACTS.items():
        add_trait(world.reader, kind, name, may_match=name in SENSITIVE)
    world.tom.traits.filter(kind__in=["faith", "health"]).update(may_match=True)
    here: Circle = getattr(world, circle)
    curator = here.memberships.get(role=Role.CURATOR).user

    for reader in (world.reader, world.tom, curator):
        assert found_in("".join(sentences_between(here.pk, [world.tom, world.reader], reader))) <= cited
    told = [sentences_between(here.pk, [world.tom, world.reader], reader) for reader in (world.reader, curator)]
    assert [found_in("".join(sentences)) for sentences in told] == [cited, cited]


def hide(fact: ProfileTrait, at: datetime) -> None:
    change_trait(fact, visibility="hidden", year_from=None, year_to=None, at=at)


def keep(fact: ProfileTrait, at: datetime) -> None:
    change_trait(fact, visibility="introduced", year_from=None, year_to=None, at=at)


def except_all(fact: ProfileTrait, at: datetime) -> None:
    show_in(fact, [], later=True, at=at)


def take_off(fact: ProfileTrait, at: datetime) -> None:
    remove_trait(fact, at=at)


def waiting_mails(at: datetime) -> str:
    composed = [compose(mail, at=at) for mail in OutboxMail.objects.filter(state=OutboxMail.State.QUEUED)]
    return "".join(f"{one.subject} {one.text} {one.html}" for one in composed if one)


@pytest.mark.parametrize("keep_back", [hide, keep, except_all, take_off])
def test_what_is_kept_back_is_gone_from_waiting_mails_and_from_suggestions_made(
    keep_back: Callable[[ProfileTrait, datetime], None], at: datetime
) -> None:
    """The fact of one of two people; the other, who says the same, has kept theirs to themselves by then."""
    ann, ben = make_user("Ann"), make_user("Ben")
    facts = [add_trait(user, "interest", OPEN) for user in (ann, ben)]
    circle = make_circle("choir", members=[ann, ben, *crowd(12)])
    curator = circle.memberships.get(role=Role.CURATOR).user
    refresh_circle(circle.pk, at=at)
    browser = Client()
    browser.force_login(curator)
    home = Client()
    home.force_login(ben)
    assert found_in(home.get("/").content.decode()) == {OPEN}
    introduce(circle, [ann, ben], by=curator, note="Meet.", at=at)
    assert found_in(waiting_mails(LATER)) == {OPEN}

    for fact in facts:
        keep_back(fact, at)

    assert found_in(waiting_mails(LATER)) == set()
    own = {reverse("profiles:edit")}  # one's own words stay
    pages = {client: pages_of(client) for client in (browser, home)}
    told = ["".join(text for address, text in found.items() if address not in own) for found in pages.values()]
    assert found_in(told[0]) == set()
    assert "both like" not in told[1]


@pytest.mark.parametrize("keep_back", [hide, keep, except_all, take_off])
def test_a_count_speaks_of_those_who_show_it_here(
    keep_back: Callable[[ProfileTrait, datetime], None], at: datetime
) -> None:
    reader = make_user("Reader")
    holders = [make_user(f"Holder {number}") for number in range(5)]
    facts = [add_trait(user, "interest", OPEN) for user in holders]
    circle = make_circle("choir", members=[reader, *holders])
    assert "Five people here show" in first_coincidence(circle, reader, [facts[0].topic])

    keep_back(facts[0], at)

    assert first_coincidence(circle, reader, [facts[1].topic]) == ""
