import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.introductions.network_import.files import BadNetwork
from apps.matching.engine.harness import suggest
from apps.matching.engine.measuring import Figures, Given, NothingHidden, Setting, measure
from apps.matching.engine.serving import Served, measure_served
from apps.matching.networks import read_network
from apps.matching.targets import BadTargets, Target, read_targets

# One of them is hidden.
FEWEST_TIES = 10
ENOUGH_TIES = 300
SERVED = ("precision", "coverage", "in_circles", "reasons")
SHOWN = ("hit", "recall", "mrr", "ndcg", "gini", "never_shown", "no_list")


class Command(BaseCommand):
    help = "Judges the engine on a network in files: true ties are hidden, and it is asked who these people know."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="people.csv, traits.csv, ties.csv and circles.csv, as for an import"
        )
        parser.add_argument(
            "--hidden",
            nargs="+",
            choices=list(Setting),
            default=list(Setting),
            type=Setting,
            help="what is hidden: a tenth of the ties, or all ties of newcomers, without their circles or with them",
        )
        parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3], help="one split of the ties for each")
        parser.add_argument("--length", type=int, default=10, help="how many are suggested to each person")
        parser.add_argument(
            "--as-served",
            action="store_true",
            help="also as members would see it: inside circles, with reasons only, three cards at most",
        )
        parser.add_argument(
            "--targets", type=Path, help="a file that says what the figures of this folder should reach"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *, folder: Path, hidden: list[Setting], seeds: list[int], **options: Any) -> None:
        try:
            given = read_network(folder)
        except BadNetwork as error:
            raise CommandError(str(error)) from error
        if len(given.ties) < FEWEST_TIES:
            raise CommandError(f"{folder} has {len(given.ties)} ties. At least ten are needed to hide some of them.")
        targets = self._targets(options["targets"], folder)
        chosen = [one for one in hidden if given.circles or one != Setting.COLD_CIRCLES]
        found = {}
        runs = tqdm(chosen, desc="evaluating", unit="setting", disable=not self.stderr.isatty())
        for setting in runs:
            try:
                found[str(setting)] = self._figures(given, setting, seeds, options["length"], options["as_served"])
            except NothingHidden as error:
                raise CommandError(f"{error}. Give other --seeds, or a network with more ties.") from error
        self.stdout.write(json.dumps(found) if options["json"] else self._table(found))
        if len(given.ties) < ENOUGH_TIES and not options["json"]:
            self.stdout.write(f"{len(given.ties)} ties: below some hundreds these figures say little.")
        self._compare(found, targets, quietly=options["json"])

    def _figures(
        self, given: Given, setting: Setting, seeds: list[int], length: int, as_served: bool
    ) -> dict[str, float]:
        begin = time.monotonic()
        figures = asdict(self._mean(given, setting, seeds, length))
        figures["seconds"] = round((time.monotonic() - begin) / len(seeds), 1)
        if as_served:
            served = Served.mean([measure_served(given, setting, seed=seed) for seed in seeds])
            figures |= {f"served_{name}": value for name, value in asdict(served).items()}
        return figures

    def _targets(self, path: Path | None, folder: Path) -> dict[str, list[Target]]:
        try:
            return read_targets(path, folder.resolve().name) if path else {}
        except BadTargets as error:
            raise CommandError(str(error)) from error

    def _compare(self, found: dict[str, dict[str, float]], targets: dict[str, list[Target]], *, quietly: bool) -> None:
        """Raises CommandError where one is missed."""
        both = [(setting, found[setting], wanted) for setting, wanted in targets.items() if setting in found]
        if unknown := {one.figure for _s, figures, wanted in both for one in wanted if one.figure not in figures}:
            raise CommandError(f"There is no figure {', '.join(sorted(unknown))}. With --as-served there are more.")
        for setting, figures, wanted in () if quietly else both:
            told = "   ".join(one.words(figures[one.figure]) for one in wanted)
            self.stdout.write(f"{setting:13} {told}")
        missed = sum(not one.is_met_by(figures[one.figure]) for _s, figures, wanted in both for one in wanted)
        if missed:
            raise CommandError(f"Targets that are missed: {missed}")

    def _mean(self, given: Given, setting: Setting, seeds: list[int], length: int) -> Figures:
        return Figures.mean([measure(suggest, given, setting, seed=seed, length=length) for seed in seeds])

    def _table(self, found: dict[str, dict[str, float]]) -> str:
        lines = [_line("", [*SHOWN, "asked", "seconds"])]
        for setting, figures in found.items():
            shown = [f"{figures[name]:.3f}" for name in SHOWN]
            lines.append(_line(setting, [*shown, f"{figures['asked']:.0f}", f"{figures['seconds']:.1f}"]))
        if any("served_precision" in figures for figures in found.values()):
            lines += ["", _line("as served", list(SERVED))]
            lines += [_line(setting, _served(figures)) for setting, figures in found.items()]
        return "\n".join(lines)


def _served(figures: dict[str, float]) -> list[str]:
    """Nothing to tell where nobody is in a circle with anybody."""
    if not figures["served_in_circles"]:
        return ["-"] * len(SERVED)
    return [f"{figures[f'served_{name}']:.3f}" for name in SERVED]


def _line(name: str, values: list[str]) -> str:
    return f"{name:13}" + "".join(f"{value:>12}" for value in values)
