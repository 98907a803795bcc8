"""The register of who wants to hear, after commit, that something about a person changed."""

from collections.abc import Callable

_bells: list[Callable[[int], None]] = []


def register(bell: Callable[[int], None]) -> None:
    _bells.append(bell)


def rung_for(user_id: int) -> None:
    for bell in _bells:
        bell(user_id)
