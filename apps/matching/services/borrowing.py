"""Circles in hand for a moment, for a few of their people: what is due of them stays due."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from apps.matching.models import Refresh
from apps.matching.services.claims import take


def borrow(circle_ids: Collection[int], *, at: datetime) -> list[Refresh]:
    """By id, those of them that nobody else has in hand."""
    mine = _borrowed(circle_ids, at)
    missing = set(circle_ids) - {row.pk for row in mine}
    if not missing or Refresh.objects.filter(pk__in=missing).count() == len(missing):
        return mine
    Refresh.objects.bulk_create([Refresh(circle_id=i) for i in sorted(missing)], ignore_conflicts=True)
    return sorted([*mine, *_borrowed(missing, at)], key=lambda row: row.pk)


@transaction.atomic
def _borrowed(circle_ids: Collection[int], at: datetime) -> list[Refresh]:
    need_not_be_on_disk()
    return take(Refresh.objects.free(at).filter(pk__in=circle_ids), at)


def need_not_be_on_disk() -> None:
    """This transaction, as soon as it is over: what it writes can be worked out again, and the changes that it follows
    are settled by a later one, with which it reaches the disk as well."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
