"""What is offered while one types, out of a large vocabulary, beside the query that one would write first: `ILIKE
'%…%'` over everything, in one run on the database that is set. Trust the ratio more than the milliseconds.

python -m benchmarks.vocabulary [--entries 100000] [--json]
"""

import argparse
import json
from importlib import import_module

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    django.setup()
    found = import_module("benchmarks._offering").measure(options.entries)
    print(json.dumps(found, indent=2) if options.json else "\n".join(f"{k:16} {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
