"""The register of pages behind which somebody has been invited: who is on the way to one of them may sign up, also
where that takes an invitation. Each room knows its own pages."""

from collections.abc import Callable

# Given the path of a page of this site: if somebody without an account may come in there, in words what to; else "".
Door = Callable[[str], str]
_doors: list[Door] = []


def register(door: Door) -> None:
    _doors.append(door)


def lead_in(path: str) -> bool:
    return bool(invitation_behind(path))


def invitation_behind(path: str) -> str:
    """What they have been invited to, in a sentence; empty for anything that is not a plain path of ours."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return ""
    return next(filter(None, (door(path) for door in _doors)), "")
