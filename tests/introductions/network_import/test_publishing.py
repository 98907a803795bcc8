"""A pseudonymous network as members at once."""

from datetime import datetime
from pathlib import Path

import pytest

from apps.circles.models import Circle, Membership
from apps.introductions.models import Connection
from apps.introductions.network_import import importing, staging
from apps.introductions.network_import.network import Network
from apps.matching.models import Refresh
from apps.profiles.models import ProfileTrait, Topic, User
from apps.profiles.services.leaving import erase
from tests.factories import AT, add_trait, make_user
from tests.introductions.network_import.folders import PEOPLE, TRAITS, counted, read, small

pytestmark = pytest.mark.django_db

ANA, BEN, CLEO = (f"net.{number}@import.invalid" for number in (1, 2, 3))
KEEPER = "net-keeper@import.invalid"


def run(network: Network, *, curator: User | None = None, at: datetime = AT) -> dict[str, int]:
    return importing.import_network(network, curator=curator, purpose="Imported.", at=at, progress=lambda rows: None)


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return read(small(tmp_path))


def members(tag: str) -> set[tuple[str, str]]:
    return set(Membership.objects.filter(circle__tag=tag).values_list("user__email", "role"))


def test_rows_become_members_at_once(network: Network) -> None:
    run(network)

    assert members("makers") == {(ANA, "member"), (BEN, "member"), (KEEPER, "curator")}
    assert members("choir") == {(CLEO, "member"), (KEEPER, "curator")}
    assert set(Circle.objects.values_list("tag", "purpose", "join_policy", "created_at", "closed_at")) == {
        ("makers", "Imported.", "invitation", AT, None),
        ("choir", "Imported.", "invitation", AT, None),
    }
    assert counted() == {
        "User": 4,
        "Profile": 4,
        "ProfileTrait": 1,
        "Topic": 1,
        "Circle": 2,
        "Membership": 5,
        "Connection": 1,
        "ImportedPerson": 3,
    }


def test_people_have_a_profile_and_an_account_that_nobody_can_use(tmp_path: Path) -> None:
    run(read(tmp_path, people="id,name,headline,timezone,email\n1,Ana,Prints,Europe/Berlin,ana@example.org\n2,,,,\n"))

    ana, other = User.objects.order_by("email").filter(email__startswith="net.")
    assert (ana.email, ana.has_usable_password(), ana.is_active, ana.is_staff) == (ANA, False, True, False)
    assert (ana.profile.name, ana.profile.headline, ana.profile.time_zone) == ("Ana", "Prints", "Europe/Berlin")
    assert (ana.profile.may_be_named, ana.date_joined) == (None, AT)
    assert (other.profile.name, other.profile.time_zone) == ("Person 2", "UTC")


def test_facts_have_years_and_their_topic_a_place(network: Network) -> None:
    run(network)

    fact = ProfileTrait.objects.select_related("topic", "user").get()
    assert (fact.user.email, fact.kind, fact.year_from, fact.year_to) == (ANA, "school", 1991, 1995)
    assert (fact.visibility, fact.topic.name, fact.topic.approved) == ("circle_mates", "Bronxville High", False)
    assert (fact.topic.latitude, fact.topic.longitude) == (40.9, -73.8)


def test_place_takes_both_coordinates_from_one_row(tmp_path: Path) -> None:
    rows = ("1,place,Springfield,,", "2,place,springfield,10,50", "3,place,Springfield,20,40")
    traits = "\n".join(["person_id,kind,trait,latitude,longitude", *rows])

    run(read(tmp_path, people=PEOPLE, traits=traits))

    assert list(Topic.objects.values_list("folded", "latitude", "longitude")) == [("springfield", 10.0, 50.0)]
    assert ProfileTrait.objects.count() == 3


def test_facts_join_the_vocabulary_that_is_there(network: Network) -> None:
    there = add_trait(make_user(), "school", "bronxville high").topic

    run(network)

    assert Topic.objects.get() == there
    assert there.traits.count() == 2


def test_ties_become_imported_connections(network: Network) -> None:
    run(network)

    row = Connection.objects.select_related("low", "high").get()
    assert {row.low.email, row.high.email} == {ANA, BEN}
    assert (row.origin, row.since, row.introduction, row.circle) == ("import", AT, None, None)


def test_circles_are_kept_by_the_curator_who_was_named(network: Network) -> None:
    carol = make_user("Carol")

    run(network, curator=carol)

    assert set(Membership.objects.curators().values_list("circle__tag", "user")) == {
        ("makers", carol.pk),
        ("choir", carol.pk),
    }
    assert not User.objects.filter(email=KEEPER).exists()


def test_refresh_is_wanted_for_the_imported_circles(network: Network) -> None:
    run(network)

    assert set(Refresh.objects.due(AT).values_list("pk", flat=True)) == set(Circle.objects.values_list("pk", flat=True))


def test_progress_tells_every_row(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "CHUNK", 2)
    told: list[int] = []

    importing.import_network(network, curator=None, purpose="Imported.", at=AT, progress=told.append)

    assert told == [2, 1, 1, 1, 2, 1]
    assert staging.size(network) == 8


def test_importing_twice_doubles_nothing(network: Network) -> None:
    run(network)
    before = counted()

    added = run(network)

    assert (set(added.values()), counted()) == ({0}, before)


def test_person_added_later_is_all_that_is_added(network: Network, tmp_path: Path) -> None:
    run(network)
    more = {"people": f"{PEOPLE}4,Dora\n", "traits": f"{TRAITS}4,school,Bronxville High,,,,\n"}
    circles = "circle_id,person_id\nmakers,1\nmakers,2\nmakers,4\nchoir,3\n"

    added = run(read(small(tmp_path, **more, circles=circles)))

    assert {name: rows for name, rows in added.items() if rows} == {
        "people": 1,
        "keys": 1,
        "profiles": 1,
        "addresses": 1,
        "facts": 1,
        "memberships": 1,
    }
    assert members("makers") >= {("net.4@import.invalid", "member")}


def test_the_same_ids_of_another_source_are_other_people(network: Network, tmp_path: Path) -> None:
    run(network)

    run(Network("net-1", people=network.people))

    assert User.objects.count() == 4 + 3 + 1


@pytest.mark.parametrize("ids", [("a1", "A1"), ("1 2", "1\t2"), ("keeper", "x"), ("ß", "ss")])
def test_ids_that_look_alike_are_two_people(tmp_path: Path, ids: tuple[str, str]) -> None:
    run(read(tmp_path, people="id\n" + "\n".join(ids), circles=f"circle_id,person_id\nmakers,{ids[0]}\n"))

    assert User.objects.filter(email__endswith="@import.invalid").count() == 3
    assert sorted(role for _email, role in members("makers")) == ["curator", "member"]


def test_sources_that_look_alike_are_two_networks(tmp_path: Path) -> None:
    for source, key in (("a-b", "c"), ("a", "b-c")):
        people = read(tmp_path, people=f"id\n{key}\n").people
        assert run(Network(source, people=people))["people"] == 1


def test_account_that_somebody_opened_with_such_an_address_gets_nothing(network: Network) -> None:
    stranger = make_user(email=ANA, password="a long enough password")

    run(network)

    assert not stranger.memberships.exists()
    assert not stranger.traits.exists()
    assert members("makers") == {(BEN, "member"), (KEEPER, "curator")}


def test_erased_person_stays_erased(network: Network) -> None:
    run(network)
    ana = User.objects.get(email=ANA)
    erase(ana, at=AT)

    run(network)

    assert (ana.memberships.count(), ana.traits.count(), Connection.objects.count()) == (0, 0, 0)
    assert not User.objects.filter(email=ANA).exists()
