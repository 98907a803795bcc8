from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.mail import invariants

SHOWN = 5


class Command(BaseCommand):
    help = (
        "Asks the database and the photos whether all holds that must always hold. Ends with 1 if something does not."
    )

    def handle(self, **options: Any) -> None:
        at, broken = timezone.now(), 0
        for rule, check in invariants.checks().items():
            found = iter(check(at))
            first = list(islice(found, SHOWN))
            count = len(first) + sum(1 for _ in found)
            broken += bool(count)
            self.stdout.write(f"{'broken' if count else 'ok':<7}{count:>6}  {rule}{_examples(first, count)}")
        if broken:
            raise SystemExit(1)


def _examples(first: list[object], count: int) -> str:
    if not first:
        return ""
    return f" ({', '.join(map(str, first))}{', …' if count > len(first) else ''})"
