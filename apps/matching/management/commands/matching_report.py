import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from apps.matching.models import MatchingReport
from apps.matching.report.figures import NAMES, TYPES, Figures, drift
from apps.matching.report.periods import running
from apps.matching.report.veiling import FEWEST, Share
from apps.matching.services.reporting import STEPS, keep_reports, missing

TOO_FEW = "too few"


class Command(BaseCommand):
    help = "How well matching goes, four weeks at a time: figures that speak of the whole and of nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        steps = STEPS * len(missing(now))
        with tqdm(total=steps, desc="counting", disable=not steps or not self.stderr.isatty()) as bar:
            for _report in keep_reports(at=now, step=bar.update):
                pass
        reports = MatchingReport.objects.of_a_year()
        self.stdout.write(json.dumps(_as_json(reports)) if options["json"] else _as_text(reports))
        if not reports and not options["json"]:
            self.stdout.write(f"The weeks that are running end on {running(now).last}.")


def _as_json(reports: list[MatchingReport]) -> dict[str, Any]:
    weeks = [
        {"first_day": str(one.first_day), "last_day": str(one.period.last), **one.told.as_json()} for one in reports
    ]
    return {"fewest": FEWEST, "reports": weeks, "drift": _drift(reports)}


def _drift(reports: list[MatchingReport]) -> dict[str, float]:
    """Against the four weeks right before, where a report of them is kept."""
    if len(reports) < 2 or not reports[0].follows(reports[1]):
        return {}
    return drift(reports[0].told, reports[1].told)


def _as_text(reports: list[MatchingReport]) -> str:
    if not reports:
        return "Nothing to tell yet: it takes four weeks that are over, five members and a first refresh."
    told, changed = reports[0].told, _drift(reports)
    lines = [f"{reports[0].first_day} to {reports[0].period.last}", *_lines(told, changed)]
    return "\n".join(
        [
            *lines,
            "",
            f"Rounded to five. Too few is nothing yet, or what would speak of fewer than {FEWEST} people.",
        ]
    )


def _lines(told: Figures, changed: dict[str, float]) -> list[str]:
    gini = TOO_FEW if told.gini is None else f"{told.gini:.2f}"
    rows = [
        ("members", str(told.people), ""),
        ("have somebody to meet", _share(told.covered), "covered"),
        ("have somebody, but nobody came", _share(told.waiting), "waiting"),
        ("came before nobody", _share(told.never_shown), "never_shown"),
        ("unevenness (Gini)", gini, "gini"),
        ("met, of those asked, by what says most for the two", "", ""),
        *((f"  {TYPES[name]}", _share(told.accepted.get(name)), f"accepted.{name}") for name in NAMES),
        ("suggestions rest on", "", ""),
        *((f"  {TYPES[name]}", _share(told.rests_on.get(name)), "") for name in NAMES),
    ]
    return [f"{name:<40}{value:>16}{_change(changed.get(key)):>10}".rstrip() for name, value, key in rows]


def _share(share: Share | None) -> str:
    return TOO_FEW if share is None else f"{share.share:.0%} of {share.of}"


def _change(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"
