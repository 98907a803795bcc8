"""How far a batch is, in numbers. Nobody is named who joined or did not: a no, a silence and a wish never to be written
to are one and the same here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from apps.staff.models import Batch
from apps.staff.models.batch_line import bounced_now, joined_now

MOST_BOUNCED = 200  # addresses that are told


@dataclass(frozen=True, slots=True)
class Numbers:
    tag: str
    lines: int
    invited: int
    joined: int
    bounced: int

    @property
    def waiting(self) -> int:
        """Invited, and nothing is known."""
        return self.invited - self.joined - self.bounced

    @property
    def to_go(self) -> int:
        return self.lines - self.invited


def by_circle(batch: Batch) -> list[Numbers]:
    rows = batch.lines.annotate(is_joined=joined_now(), is_bounced=bounced_now()).order_by("tag").values("tag")
    counted = rows.annotate(
        lines=Count("pk"),
        invited=Count("pk", filter=Q(sent_at__isnull=False)),
        joined=Count("pk", filter=Q(is_joined=True)),
        bounced=Count("pk", filter=Q(is_bounced=True)),
    )
    return [Numbers(**row) for row in counted.values("tag", "lines", "invited", "joined", "bounced")]


def total(numbers: Sequence[Numbers]) -> Numbers:
    sums = (sum(getattr(one, name) for one in numbers) for name in ("lines", "invited", "joined", "bounced"))
    return Numbers("", *sums)


def bounced_addresses(batch: Batch) -> list[tuple[str, str]]:
    """(circle, address) of those to correct."""
    rows = batch.lines.bounced().exclude(address="").order_by("position", "pk")
    return list(rows.values_list("tag", "address")[:MOST_BOUNCED])


def stuck_circles(batch: Batch) -> list[str]:
    """Those into which nobody can be invited now: closed, or kept no more by whoever is to invite."""
    held = batch.lines.unsent().exclude(pk__in=batch.lines.sendable().values("pk")).order_by("tag")
    return list(held.values_list("tag", flat=True).distinct())


def days_left(batch: Batch, numbers: Numbers) -> int:
    """Begun ones count."""
    return -(-numbers.to_go // batch.per_day)
