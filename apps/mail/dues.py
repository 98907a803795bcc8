"""The register of work that waits in rows: each room names its due rows and since when they are due. Rows are the queue
of record, so this is how one sees that workers are missing or do not keep up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, QuerySet
from django.db.models.expressions import Combinable

from apps.mail.health import Unwell

Due = Callable[[datetime], QuerySet[Any]]
_register: dict[str, tuple[Due, str | Combinable]] = {}


def register(kind: str, due: Due, since: str | Combinable) -> None:
    _register[kind] = (due, since)


def ages(at: datetime) -> dict[str, timedelta]:
    """How long the oldest row of each kind has been due; nothing where none is."""
    found = {kind: due(at).aggregate(oldest=Min(since))["oldest"] or at for kind, (due, since) in _register.items()}
    return {kind: max(at - oldest, timedelta()) for kind, oldest in found.items()}


def check(at: datetime) -> None:
    late = {kind: age for kind, age in ages(at).items() if age > settings.READY_LATEST}
    if late:
        raise Unwell("; ".join(f"{kind}: {age.total_seconds():.0f} s late" for kind, age in sorted(late.items())))
