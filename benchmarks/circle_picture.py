"""How long a curator waits for the circle's picture, and what of it the places of the people take, beside the layout it
had before (networkx's), in one run. Trust the ratio more than the milliseconds.

python -m benchmarks.circle_picture [--people 500] [--times 10] [--json]
"""

import argparse
import json
import tempfile
from pathlib import Path

from tests.instance import Instance

MADE_UP = """
from benchmarks._picture import fill
fill({people})
"""
OPEN = """
import json
from benchmarks._picture import measure
print(json.dumps(measure({times})))
"""


def measured(folder: Path, people: int, times: int) -> dict[str, object]:
    instance = Instance(folder, sink=None)
    try:
        instance.prepare()
        instance.python(MADE_UP.format(people=people))
        found: dict[str, object] = json.loads(instance.python(OPEN.format(times=times)).splitlines()[-1])
        return found
    finally:
        instance.stop()
        instance.drop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder) / "bench", options.people, options.times)
    print(json.dumps(found) if options.json else "\n".join(f"{name:20} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
