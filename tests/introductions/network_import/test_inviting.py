"""Real people are asked first."""

from datetime import timedelta
from pathlib import Path

import pytest

from apps.circles.models import Circle, Invitation, InvitedFact, Membership
from apps.circles.services.accepting import accept_as_newcomer, decline_invitation
from apps.circles.services.facts import facts_said_of, settle_facts
from apps.circles.services.inviting import Invitee, invite
from apps.introductions.network_import.inviting import CannotInvite, invite_network
from apps.introductions.network_import.network import Network
from apps.mail.models import OutboxMail
from apps.profiles.models import ProfileTrait, Topic, User
from apps.profiles.plain_words import NotPlain
from tests.factories import AT, make_circle, make_user
from tests.introductions.network_import.folders import TRAITS, counted, read, small

pytestmark = pytest.mark.django_db

PEOPLE = "id,name,email,why\n1,Ana,ana@example.org,You print.\n2,Ben,ben@example.org,\n3,Cleo,,\n"
WHY = "You make things."
PENDING = Invitation.State.PENDING


@pytest.fixture
def carol() -> User:
    return make_user("Carol")


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """Cleo has no address: she gets a personal link."""
    return read(small(tmp_path, people=PEOPLE))


def run(network: Network, carol: User, *, why: str = WHY) -> dict[str, int]:
    return invite_network(network, curator=carol, why=why, at=AT)


def by_hand(circle: Circle, address: str, carol: User) -> Invitation:
    return invite(circle, [Invitee(address)], sentence="Come.", by=carol, at=AT)[0]


def test_people_become_invitations(network: Network, carol: User) -> None:
    added = run(network, carol)

    assert added == {"circles": 2, "people invited": 3, "invitations": 3, "facts": 1}
    rows = Invitation.objects.values_list(
        "circle__tag", "name", "address", "sentence", "inviter", "state", "expires_at"
    )
    end = AT + timedelta(days=30)
    assert set(rows) == {
        ("makers", "Ana", "ana@example.org", "You print.", carol.pk, PENDING, end),
        ("makers", "Ben", "ben@example.org", WHY, carol.pk, PENDING, end),
        ("choir", "Cleo", "", WHY, carol.pk, PENDING, end),
    }


def test_nobody_is_shown_and_nobody_has_a_fact_before_their_own_yes(network: Network, carol: User) -> None:
    run(network, carol)

    assert counted() == {
        "User": 1,
        "Profile": 1,
        "Topic": 1,
        "Circle": 2,
        "Membership": 2,
        "ImportedPerson": 3,
        "Invitation": 3,
        "InvitedFact": 1,
        "OutboxMail": 2,
    }
    assert set(Membership.objects.values_list("user", "role")) == {(carol.pk, "curator")}


def test_one_mail_goes_to_each_address(network: Network, carol: User) -> None:
    run(network, carol)

    keys = dict(Invitation.objects.exclude(address="").values_list("address", "pk"))
    mails = OutboxMail.objects.values_list("purpose", "key", "address", "payload", "lane", "due_at")
    assert sorted(mails, key=lambda mail: mail[2]) == [
        ("invitation", str(key), address, {"invitation": key}, "bulk", AT) for address, key in sorted(keys.items())
    ]


def test_facts_wait_for_their_own_tick_and_then_are_in_their_place(network: Network, carol: User) -> None:
    run(network, carol)
    invitation = Invitation.objects.get(name="Ana")
    assert list(InvitedFact.objects.values_list("invitation", "kind", "name", "year_from", "year_to")) == [
        (invitation.pk, "school", "Bronxville High", 1991, 1995)
    ]

    ana = accept_as_newcomer(invitation, at=AT)
    assert ProfileTrait.objects.count() == 0
    settle_facts(ana, invitation.circle, ticked=[facts_said_of(ana, invitation.circle).get().pk], at=AT)

    fact = ana.traits.select_related("topic").get()
    assert (fact.topic.name, fact.topic.latitude, fact.topic.longitude) == ("Bronxville High", 40.9, -73.8)


def test_what_the_files_say_of_people_without_a_place_makes_no_entry(tmp_path: Path, carol: User) -> None:
    run(read(small(tmp_path, people=PEOPLE, traits="person_id,kind,trait\n1,interest,canary\n")), carol)

    assert (InvitedFact.objects.get().name, Topic.objects.count()) == ("canary", 0)


def test_person_in_two_circles_gets_two_invitations_and_facts_once(tmp_path: Path, carol: User) -> None:
    circles = "circle_id,person_id\nmakers,1\nchoir,1\n"

    added = run(read(small(tmp_path, people=PEOPLE, circles=circles)), carol)

    assert added == {"circles": 2, "people invited": 1, "invitations": 2, "facts": 1}


def test_importing_twice_invites_nobody_twice(network: Network, carol: User) -> None:
    run(network, carol)
    before = counted()

    added = run(network, carol)

    assert (added, counted()) == ({"circles": 2, "people invited": 0, "invitations": 0, "facts": 0}, before)


def test_person_added_later_is_all_that_is_added(network: Network, tmp_path: Path, carol: User) -> None:
    run(network, carol)
    circles = "circle_id,person_id\nmakers,1\nmakers,4\n"

    added = run(read(small(tmp_path, people=f"{PEOPLE}4,Dora,,\n", circles=circles)), carol)

    assert added == {"circles": 1, "people invited": 1, "invitations": 1, "facts": 0}
    assert Invitation.objects.latest("pk").name == "Dora"


def test_open_invitation_by_hand_stands_whether_silent_or_declined(network: Network, carol: User) -> None:
    circle = make_circle("makers", curator=carol)
    silent, declined = (by_hand(circle, f"{name}@example.org", carol) for name in ("ana", "ben"))
    decline_invitation(declined, at=AT)

    added = run(network, carol)

    assert added == {"circles": 2, "people invited": 1, "invitations": 1, "facts": 0}
    assert set(Invitation.objects.filter(circle=circle)) == {silent, declined}
    assert OutboxMail.objects.count() == 2


def test_invitation_by_hand_that_ran_out_makes_room(network: Network, carol: User) -> None:
    old = by_hand(make_circle("makers", curator=carol), "ana@example.org", carol)
    Invitation.objects.filter(pk=old.pk).update(expires_at=AT)

    added = run(network, carol)

    old.refresh_from_db()
    assert (old.state, added["invitations"], added["facts"]) == ("revoked", 3, 1)


def test_invitations_by_hand_to_others_are_left_alone(network: Network, carol: User) -> None:
    other = by_hand(make_circle("makers", curator=carol), "dora@example.org", carol)
    Invitation.objects.filter(pk=other.pk).update(expires_at=AT)

    run(network, carol)

    other.refresh_from_db()
    assert other.state == PENDING


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        (
            "id,name\n1,Ana\n",
            "Nothing says why Ana belongs in #makers. Add a column why to people.csv, or give --why.",
        ),
        ("id,why\n1,You print.\n", "Person 1 has neither an email nor a name. Add one to people.csv."),
    ],
)
def test_person_who_cannot_be_invited_stops_everything(tmp_path: Path, carol: User, people: str, reason: str) -> None:
    files = small(tmp_path, people=people, traits=TRAITS, ties="a,b\n", circles="circle_id,person_id\nmakers,1\n")
    before = counted()

    with pytest.raises(CannotInvite) as caught:
        run(read(files), carol, why="")

    assert (str(caught.value), counted()) == (reason, before)


def test_sentence_with_a_link_stops_everything(network: Network, carol: User) -> None:
    before = counted()

    with pytest.raises(NotPlain):
        run(network, carol, why="See www.shop.example")

    assert counted() == before


def test_everybody_who_cannot_be_invited_is_told_at_once(tmp_path: Path, carol: User) -> None:
    people = "id,name,why\n1,Ana,\n2,,You print.\n3,Cleo,You sing.\n"
    network = read(small(tmp_path, people=people))

    with pytest.raises(CannotInvite) as caught:
        run(network, carol, why="")

    assert str(caught.value).splitlines() == [
        "Nothing says why Ana belongs in #makers. Add a column why to people.csv, or give --why.",
        "Person 2 has neither an email nor a name. Add one to people.csv.",
    ]
