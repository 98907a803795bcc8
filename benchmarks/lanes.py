"""How long somebody waits for a log-in code while a circle is being refreshed: with a worker for each queue, and with
one worker for both. In one run: trust the ratio more than the seconds.

python -m benchmarks.lanes --people 4000 [--json]
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from intro_net.launch.processes import command
from tests.door import ask_for_code
from tests.instance import Instance
from tests.sink import running_sink

BUSY = "SELECT count(*) FROM matching_refresh WHERE leased_until IS NOT NULL"
SCENE = """
from tests.faults.scenes import large_circle
from tests.factories import make_user
from apps.matching.tasks import refresh_due_circles
large_circle({people})
make_user("Mina", email="mina@example.org")
refresh_due_circles.delay()
"""


class OneWorker(Instance):
    def command(self, name: str) -> list[str]:
        if name != "both":
            return super().command(name)
        names = {"quick": "quick,bulk", "quick@%h": "both@%h"}
        return [names.get(word, word) for word in command("quick", self.environment, self.data)]


def seconds_for_a_code(folder: Path, people: int, *workers: str) -> float:
    """From pressing the button to the mail server's hands."""
    with running_sink() as sink:
        instance = OneWorker(folder, sink=sink)
        try:
            instance.prepare()
            instance.start("web", *workers)
            instance.python(SCENE.format(people=people))
            while instance.rows(BUSY) != [(1,)]:
                time.sleep(0.01)
            begin = time.monotonic()
            ask_for_code(instance.url, "mina@example.org")
            sink.wait_for("mina@example.org", seconds=300)
            return time.monotonic() - begin
        finally:
            instance.stop()
            instance.drop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        two = seconds_for_a_code(Path(folder) / "two", options.people, "quick", "bulk")
        one = seconds_for_a_code(Path(folder) / "one", options.people, "both")
    found = {
        "people": options.people,
        "two_workers_s": round(two, 2),
        "one_worker_s": round(one, 2),
        "ratio": round(one / two, 1),
    }
    print(json.dumps(found) if options.json else "\n".join(f"{name:17} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
