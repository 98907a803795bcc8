"""One person of the picture: whom they met, with whom they were asked or are proposed, and why."""

from dataclasses import dataclass

from apps.bench.picture.network import Network, Tie
from apps.circles.models import Circle
from apps.matching.between import pairs_between
from apps.matching.reading import open_book
from apps.matching.reasons import because, reasons_of
from apps.profiles.models import User

EXPLAINED = 12  # people at most whose reasons are worked out for one page


@dataclass(frozen=True, slots=True)
class Told:
    tie: Tie
    others: list[User]
    because: list[str]


def told_of(who: int, network: Network, *, circle: Circle, curator: User) -> list[Told]:
    """Proposals first, then who is asked, then whom they met, each by name."""
    order = ("proposed", "asked", "met")
    ties = sorted((tie for tie in network.of(who) if not _is_known(tie)), key=lambda tie: order.index(tie.kind))
    why = _why(who, ties, circle, curator)
    found = list[Told]()
    for tie in ties:
        others = [network.people[i] for i in network.people if i in tie.people and i != who]
        found.append(Told(tie, others, list(tie.because) or why.get(tie.people, [])))
    return found


def known_to(who: int, network: Network) -> list[User]:
    """Whom they know without an introduction by this circle's curators, by name."""
    ids = {i for tie in network.of(who) if _is_known(tie) for i in tie.people} - {who}
    return [user for i, user in network.people.items() if i in ids]


def _is_known(tie: Tie) -> bool:
    return tie.kind == "met" and tie.introduction is None


def _why(who: int, ties: list[Tie], circle: Circle, curator: User) -> dict[tuple[int, ...], list[str]]:
    """What speaks for those whom the curators introduced, as it may be told now; of a group its own page says."""
    twos = [tie for tie in ties if tie.introduction and len(tie.people) == 2][:EXPLAINED]
    if not twos:
        return {}
    wanted = {tie.people for tie in twos}
    pairs = [
        pair
        for pair in pairs_between(circle.pk, {i for tie in twos for i in tie.people})
        if (pair.low_id, pair.high_id) in wanted
    ]
    book = open_book(pairs, [curator])
    return {
        (pair.low_id, pair.high_id): [reason.sentence for reason in because(reasons_of(pair, book))] for pair in pairs
    }
