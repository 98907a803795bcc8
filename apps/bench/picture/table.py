"""The picture in words: a row for each person, by name, without a number in it."""

from dataclasses import dataclass

from apps.bench.picture.drawing import ties_by_person
from apps.bench.picture.network import Network, Tie
from apps.profiles.models import User

NAMED = 8  # people in one cell; the person's own lines tell of all


@dataclass(frozen=True, slots=True)
class Row:
    user: User
    new: bool
    alone: bool
    met: list[User]
    asked: list[User]
    proposed: list[User]
    more: bool


def rows_of(network: Network) -> list[Row]:
    by_person, alone = ties_by_person(network), network.alone
    return [_row(user_id, user, by_person[user_id], network, alone) for user_id, user in network.people.items()]


def _row(user_id: int, user: User, ties: list[Tie], network: Network, alone: set[int]) -> Row:
    with_whom = {"met": set[int](), "asked": set[int](), "proposed": set[int]()}
    for tie in ties:
        with_whom[tie.kind].update(set(tie.people) - {user_id})
    cells = {kind: sorted(ids, key=lambda i: network.people[i].profile.display_name) for kind, ids in with_whom.items()}
    people = {kind: [network.people[i] for i in ids[:NAMED]] for kind, ids in cells.items()}
    more = len(cells["met"]) > NAMED
    return Row(user, user_id in network.new, user_id in alone, **people, more=more)
