"""The register of pages behind which somebody has been invited: who is on the way to one of them may sign up, also
where that takes an invitation. Each room knows its own pages."""

from collections.abc import Callable

# Given the path of a page of this site; whether somebody without an account may come in there.
Door = Callable[[str], bool]
_doors: list[Door] = []


def register(door: Door) -> None:
    _doors.append(door)


def lead_in(path: str) -> bool:
    """False for anything that is not a plain path of ours."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    return plain and any(door(path) for door in _doors)
