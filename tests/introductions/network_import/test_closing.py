"""A circle is closed while an import brings people into it: all of them are in before the close, or nobody is."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.circles.models import Circle, Invitation, Membership
from apps.circles.services import circles
from apps.introductions.network_import import after, importing, inviting
from apps.introductions.network_import.network import Network
from apps.introductions.network_import.refusing import CannotImport
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import AT, make_circle, make_user
from tests.instant import SURELY, Other, unlocked
from tests.introductions.network_import.folders import counted, read, small

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
PEOPLE = "id,name,email\n1,Ana,ana@example.org\n2,Ben,ben@example.org\n3,Cleo,\n"


@pytest.fixture
def carol(transactional_db: None) -> User:
    return make_user("Carol", email="carol@example.org")


@pytest.fixture
def makers(carol: User) -> Circle:
    """One of the two circles of the files is there already."""
    return make_circle("makers", curator=carol)


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return read(small(tmp_path, people=PEOPLE))


@pytest.fixture
def other(makers: Circle, carol: User) -> Other:
    """Closes the circle, and looks who is in it, or invited, at that moment."""

    def close() -> tuple[int, int]:
        circles.close(makers, by=carol, at=AT)
        members = Membership.objects.filter(circle=makers).count()
        return members, Invitation.objects.filter(circle=makers).count()

    return Other(close)


def invite(network: Network, carol: User) -> dict[str, int]:
    return inviting.invite_network(network, curator=carol, why="You make things.", at=AT)


def evaluate(network: Network, carol: User) -> dict[str, int]:
    return importing.import_network(network, curator=carol, purpose="Imported.", at=AT, progress=lambda rows: None)


def invited(circle: Circle) -> dict[str, str]:
    """The states of the invitations, and of their mails."""
    mails = dict(OutboxMail.objects.values_list("key", "state"))
    rows = Invitation.objects.filter(circle=circle).values_list("address", "state", "pk")
    return {address: f"{state}, {mails[str(pk)]}" for address, state, pk in rows}


def test_people_invited_as_the_circle_is_closed_are_not_written_to(
    network: Network, makers: Circle, carol: User, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.acts_before(monkeypatch, inviting, "_refuse_wordless")

    added = invite(network, carol)

    assert (other.finished().errors, other.result, added["invitations"]) == ([], (1, 2), 3)
    assert invited(makers) == {"ana@example.org": "revoked, dropped", "ben@example.org": "revoked, dropped"}


def test_without_the_lock_people_are_invited_into_a_closed_circle(
    network: Network, makers: Circle, carol: User, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.acts_before(monkeypatch, inviting, "_refuse_wordless", seconds=SURELY)
    monkeypatch.setattr(inviting, "invite_network", unlocked(monkeypatch, inviting.invite_network))

    invite(network, carol)

    assert (other.finished().errors, other.result) == ([], (1, 0))
    assert invited(makers) == {"ana@example.org": "pending, queued", "ben@example.org": "pending, queued"}


def test_members_brought_in_as_the_circle_is_closed_are_in_before(
    network: Network, carol: User, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.acts_before(monkeypatch, after, "run")

    evaluate(network, carol)

    assert (other.finished().errors, other.result) == ([], (3, 0))


@on_postgresql
def test_without_the_lock_members_come_into_a_closed_circle(
    network: Network, makers: Circle, carol: User, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.acts_before(monkeypatch, after, "run", seconds=SURELY)
    monkeypatch.setattr(importing, "import_network", unlocked(monkeypatch, importing.import_network))

    evaluate(network, carol)

    assert (other.finished().errors, other.result) == ([], (1, 0))
    assert makers.memberships.count() == 3


def test_a_circle_closed_while_rows_are_staged_gets_nobody(network: Network, makers: Circle, carol: User) -> None:
    """After the first look at the circles, in the middle of the long writing."""
    before = counted()

    def close(rows: int) -> None:
        if not Circle.objects.filter(pk=makers.pk, closed_at__isnull=False).exists():
            circles.close(makers, by=carol, at=AT)

    with pytest.raises(CannotImport):
        importing.import_network(network, curator=carol, purpose="Imported.", at=AT, progress=close)

    assert {name: count for name, count in counted().items() if not name.startswith("Staged")} == before


@pytest.mark.parametrize("words", [["--evaluate"], ["--why=You make things."]])
def test_the_command_says_in_a_sentence_that_the_circle_was_closed(
    words: list[str], tmp_path: Path, makers: Circle, carol: User
) -> None:
    circles.close(makers, by=carol, at=AT)
    before = counted()

    with pytest.raises(CommandError) as caught:
        call_command("import_network", str(small(tmp_path, people=PEOPLE)), "--curator=carol@example.org", *words)

    assert str(caught.value) == (
        "Nothing was imported.\n"
        "There is a circle #makers already, closed or kept by somebody else. "
        "Rename it in circles.csv, or name its curator with --curator."
    )
    assert counted() == before
