import resource
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from tqdm import tqdm

from apps.circles.models import Circle
from apps.circles.tags import normalise
from apps.matching.models import Candidate
from apps.matching.services.following import refresh_person
from apps.matching.services.refreshing import refresh_circle
from apps.matching.statistics import members, statistics_now
from apps.profiles.models import User


class Command(BaseCommand):
    help = "Works out who should meet whom: everywhere, in one circle, or for one person. The workers do the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--circle", default="", metavar="TAG", help="this circle only")
        parser.add_argument("--person", default="", metavar="EMAIL", help="this person only, in all their circles")

    def handle(self, *, circle: str, person: str, **options: Any) -> None:
        start = time.monotonic()
        circle_ids = self._person(person) if person else self._circles(circle)
        self._report(circle_ids, time.monotonic() - start)

    def _person(self, address: str) -> list[int]:
        user = User.objects.present().filter(email=address.strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account with the address {address}.")
        refresh_person(user.pk, at=timezone.now())
        return list(members().filter(user=user).values_list("circle_id", flat=True))

    def _circles(self, tag: str) -> list[int]:
        chosen = Circle.objects.running().order_by("pk")
        if tag:
            chosen = chosen.filter(tag=normalise(tag))
            if not chosen:
                raise CommandError(f"There is no open circle #{tag.lstrip('#')}.")
        ids, statistics = list(chosen.values_list("pk", flat=True)), statistics_now()
        for circle_id in tqdm(ids, desc="suggesting", unit="circle", disable=not self.stderr.isatty()):
            if refresh_circle(circle_id, at=timezone.now(), statistics=statistics) is None:
                self.stderr.write(f"circle {circle_id} is in a worker's hands and was left to it")
        return ids

    def _report(self, circle_ids: list[int], seconds: float) -> None:
        inside = members().filter(circle__in=circle_ids)
        rows = Candidate.objects.current().filter(circle_id__in=circle_ids)
        people = User.objects.filter(pk__in=inside.values("user"))
        alone = people.exclude(Q(pk__in=rows.values("low_id")) | Q(pk__in=rows.values("high_id")))
        for name, figure in {
            "circles": len(circle_ids),
            "people": people.count(),
            "pairs": rows.count(),
            "without anybody": alone.count(),
            "seconds": f"{seconds:.1f}",
            "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }.items():
            self.stdout.write(f"{name:<17} {figure}")
