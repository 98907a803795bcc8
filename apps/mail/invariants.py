"""The register of what must always hold, asked by `manage.py verify`: each room adds its own."""

from collections.abc import Callable, Iterable
from datetime import datetime

# Given the moment of asking; yields whatever breaks the rule, as ids or names of files: never a person's words.
Check = Callable[[datetime], Iterable[object]]
_checks: dict[str, Check] = {}


def register(rule: str, check: Check) -> None:
    """`rule` is a sentence that is true when the check finds nothing."""
    _checks[rule] = check


def checks() -> dict[str, Check]:
    return dict(_checks)
