"""What the figures of an evaluation should reach.

From a file: {name of the folder: {setting: {figure: least, "figure<=": most}}}."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple


class BadTargets(Exception):
    """Its sentence says what to do."""


class Target(NamedTuple):
    figure: str
    is_most: bool
    bound: float

    def is_met_by(self, value: float) -> bool:
        return value <= self.bound if self.is_most else value >= self.bound

    def words(self, value: float) -> str:
        """As `ndcg .532 (>= .525)`."""
        missed = "" if self.is_met_by(value) else " MISSED"
        return f"{self.figure} {value:.3f} ({'<=' if self.is_most else '>='} {self.bound:.3f}){missed}"


def read_targets(path: Path, network: str) -> dict[str, list[Target]]:
    """By setting, of the network of that name; raises BadTargets."""
    try:
        found = json.loads(path.read_text())[network]
        return {setting: list(_targets(wanted)) for setting, wanted in found.items()}
    except KeyError as error:
        raise BadTargets(f"{path} has no targets for {network}, the name of the folder.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadTargets(f"{path} cannot be read. Name a file with targets.") from error
    except (ValueError, TypeError, AttributeError) as error:
        example = '{"FOLDER": {"warm": {"ndcg": 0.5, "gini<=": 0.6}}}'
        raise BadTargets(f"{path} holds no targets. They look like {example}.") from error


def _targets(wanted: Mapping[str, float]) -> Iterator[Target]:
    for name, bound in wanted.items():
        yield Target(name.removesuffix("<="), name.endswith("<="), float(bound))
