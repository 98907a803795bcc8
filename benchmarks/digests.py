"""A digest run by our workers into a mail server that takes everything, beside a bare loop in as many processes that
renders mails of the same kind and sends them over one line each; and beside one that also reads what is in them. In one
run on one machine: trust the ratios more than the seconds. Makes a PostgreSQL database of its own, and drops it.

python -m benchmarks.digests --people 10000 --digests 1000 [--json]
"""

import argparse
import json
import os
from typing import Any

from benchmarks.scale.clock import measured
from benchmarks.scale.mail_server import mail_server
from benchmarks.scale.network import CIRCLES
from benchmarks.scale.server import private_database


def run(options: argparse.Namespace) -> dict[str, Any]:
    people, workers = options.people, options.workers
    with private_database(), mail_server() as port:
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        measured("filling.fill", people, options.seed)
        measured("ours.refresh", os.cpu_count() or 1)
        queued = measured("mailing.queue", people, options.digests)
        ours = measured("mailing.ours", workers)
        became = measured("mailing.what_became").figures
        composed = measured("mailing.composed", workers)
        rendered = measured("mailing.rendered", workers)
    mails = max(became["sent"], 1)
    rates = {
        "ours_per_s": mails / ours.seconds,
        "composing_loop_per_s": composed.figures["sent"] / composed.seconds,
        "rendering_loop_per_s": rendered.figures["sent"] / rendered.seconds,
    }
    found = {"people": people, "workers": workers, **queued.figures, **became, **rates}
    found |= {
        "ours_to_rendering_loop": rates["ours_per_s"] / max(rates["rendering_loop_per_s"], 1e-9),
        "ours_to_composing_loop": rates["ours_per_s"] / max(rates["composing_loop_per_s"], 1e-9),
        "queries_per_digest": ours.figures["queries"] / mails,
        "queries_of_composing": composed.figures["queries"] / max(composed.figures["sent"], 1),
        "grown_mib": ours.figures["grown_mib"],
        "peak_mib": ours.figures["peak_mib"],
    }
    return {name: round(value, 2) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--digests", type=int, default=1000, help="of each of the three kinds")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.people < max(2 * CIRCLES, 3 * options.digests):
        parser.error("Give three times as many --people as --digests.")
    found = run(options)
    print(json.dumps(found) if options.json else "\n".join(f"{name:24} {value:>12g}" for name, value in found.items()))


if __name__ == "__main__":
    main()
