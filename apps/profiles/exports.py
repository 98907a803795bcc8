"""The register of what a person's export holds: each room adds its part."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.profiles.models import User

# Raised when a reader of an older file would misunderstand it; parts and keys may come without that.
FORMAT = 1

Part = Callable[["User"], Any]
_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    _parts[name] = part


def export(user: "User") -> dict[str, Any]:
    """Everything that is known of a person, as JSON-ready values by part."""
    return {"format": FORMAT} | {name: part(user) for name, part in sorted(_parts.items())}


def keys() -> set[str]:
    """What stands in a file of this place."""
    return {"format", *_parts}
