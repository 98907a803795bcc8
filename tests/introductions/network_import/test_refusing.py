"""What stands in the way of an import, and imports that are cut off: nothing is half there."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from apps.introductions.network_import import after, importing
from apps.introductions.network_import.inviting import invite_network
from apps.introductions.network_import.network import Network
from apps.introductions.network_import.refusing import CannotImport
from apps.matching.models import Refresh
from apps.profiles.models import User
from tests.factories import AT, join, make_circle, make_user
from tests.introductions.network_import.folders import counted, read, small

pytestmark = pytest.mark.django_db


def evaluate(network: Network, curator: User | None) -> dict[str, int]:
    return importing.import_network(network, curator=curator, purpose="Imported.", at=AT, progress=lambda rows: None)


def invite(network: Network, curator: User) -> dict[str, int]:
    return invite_network(network, curator=curator, why="You make things.", at=AT)


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return read(small(tmp_path))


TAKEN = (
    "There is a circle #makers already, closed or kept by somebody else. "
    "Rename it in circles.csv, or name its curator with --curator."
)


@pytest.mark.parametrize("who", ["nobody", "a stranger", "a member"])
def test_circle_of_somebody_else_gets_no_strangers(network: Network, who: str) -> None:
    stranger = make_user()
    circle = make_circle("makers", members=[stranger] if who == "a member" else [])
    before = counted()

    with pytest.raises(CannotImport) as caught:
        evaluate(network, None if who == "nobody" else stranger)

    assert (str(caught.value), counted()) == (TAKEN, before)
    assert not Refresh.objects.filter(pk=circle.pk).exists()


def test_circle_of_somebody_else_gets_no_invitations(network: Network) -> None:
    stranger = make_user()
    join(make_circle("makers"), stranger)
    before = counted()

    with pytest.raises(CannotImport) as caught:
        invite(network, stranger)

    assert (str(caught.value), counted()) == (TAKEN, before)


def test_closed_circle_of_ones_own_gets_nobody(network: Network) -> None:
    carol = make_user()
    make_circle("makers", curator=carol, closed_at=AT)
    before = counted()

    for bring in (evaluate, invite):
        with pytest.raises(CannotImport):
            bring(network, carol)

    assert counted() == before


def test_circle_of_ones_own_is_filled(network: Network) -> None:
    carol = make_user()
    circle = make_circle("makers", curator=carol)

    evaluate(network, carol)

    assert circle.memberships.count() == 3


def test_circle_made_by_somebody_while_rows_are_staged_gets_no_strangers(network: Network) -> None:
    def meanwhile(rows: int) -> None:
        if not User.objects.filter(email="other@example.org").exists():
            make_circle("makers", curator=make_user(email="other@example.org"))

    with pytest.raises(CannotImport):
        importing.import_network(network, curator=None, purpose="Imported.", at=AT, progress=meanwhile)

    assert {name: counted().get(name) for name in ("User", "Circle", "Membership", "Connection", "ImportedPerson")} == {
        "User": 1,
        "Circle": 1,
        "Membership": 1,
        "Connection": None,
        "ImportedPerson": None,
    }


def test_invited_people_do_not_become_members_by_another_import(network: Network) -> None:
    carol = make_user()
    invite(network, carol)
    before = counted()

    with pytest.raises(CannotImport) as caught:
        evaluate(network, carol)

    assert str(caught.value) == "The people of net were invited. Leave out --evaluate, or give another --source."
    assert counted() == before


def test_members_are_not_invited_by_another_import(network: Network) -> None:
    carol = make_user()
    evaluate(network, carol)
    before = counted()

    with pytest.raises(CannotImport) as caught:
        invite(network, carol)

    assert str(caught.value) == "The people of net are members already. Add --evaluate, or give another --source."
    assert counted() == before


def cut_off(*args: Any, **kwargs: Any) -> Any:
    raise KeyboardInterrupt


def test_import_cut_off_before_publishing_shows_nothing_and_is_completed_later(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importing, "publish", cut_off)
        with pytest.raises(KeyboardInterrupt):
            evaluate(network, None)

    assert counted() == {"StagedPerson": 3, "StagedTrait": 1, "StagedTie": 1, "StagedMember": 3}

    added = evaluate(network, None)

    assert {name: added[name] for name in ("people", "facts", "circles", "memberships", "ties")} == {
        "people": 3,
        "facts": 1,
        "circles": 2,
        "memberships": 3,
        "ties": 1,
    }
    assert not {name for name in counted() if name.startswith("Staged")}


def test_import_cut_off_before_the_refresh_is_wanted_shows_nothing(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(circles: object, at: datetime) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(after, "_steps", [*after._steps, broken])
    with pytest.raises(KeyboardInterrupt):
        evaluate(network, None)

    assert {name for name in counted() if not name.startswith("Staged")} == set()
    assert Refresh.objects.count() == 0


def test_left_over_rows_of_a_cut_off_import_are_not_published(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importing, "publish", cut_off)
        with pytest.raises(KeyboardInterrupt):
            evaluate(network, None)

    evaluate(Network("net"), None)

    assert counted() == {"User": 1, "Profile": 1}
