"""How long a curator waits for the bench of the largest circle: of a network brought as CSV files, else of one that is
made up. The page is asked for inside the process, without a web server before it; the database is the one of the tests.

python -m benchmarks.bench_page [--network=FOLDER] [--people 300] [--times 30] [--json]
"""

import argparse
import json
import tempfile
from pathlib import Path

from tests.instance import Instance

MADE_UP = """
from tests.faults.scenes import large_circle
large_circle({people})
"""
OPEN = """
import json, time
from statistics import median
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from apps.circles.models import Circle
from apps.matching.models import Candidate
from apps.matching.services.refreshing import refresh_circle

circle = Circle.objects.annotate(people=Count("memberships")).order_by("-people", "pk")[0]
refresh_circle(circle.pk, at=timezone.now())
client, url = Client(), reverse("bench:sitting", args=[circle.tag])
client.force_login(circle.memberships.filter(role="curator")[0].user)
client.get(url)
took = []
for _ in range({times}):
    begin = time.perf_counter()
    page = client.get(url)
    took.append((time.perf_counter() - begin) * 1000)
with CaptureQueriesContext(connection) as queries:
    client.get(url)
print(json.dumps({{
    "people": circle.people,
    "candidates": Candidate.objects.current().filter(circle_id=circle.pk).count(),
    "proposals": page.text.count("data-pair"),
    "queries": len(queries),
    "median_ms": round(median(took), 1),
    "slowest_ms": round(max(took), 1),
}}))
"""


def measured(folder: Path, network: Path | None, people: int, times: int) -> dict[str, object]:
    instance = Instance(folder, sink=None)
    try:
        instance.prepare()
        if network:
            instance.manage("import_network", str(network), "--evaluate")
        else:
            instance.python(MADE_UP.format(people=people))
        found: dict[str, object] = json.loads(instance.python(OPEN.format(times=times)).splitlines()[-1])
        return found
    finally:
        instance.stop()
        instance.drop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", type=Path)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder) / "bench", options.network, options.people, options.times)
    print(json.dumps(found) if options.json else "\n".join(f"{name:12} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
