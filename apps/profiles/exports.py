"""The register of what a person's export holds: each room adds its part."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.profiles.models import User

Part = Callable[["User"], Any]
_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    _parts[name] = part


def export(user: "User") -> dict[str, Any]:
    """Everything that is known of a person, as JSON-ready values by part."""
    return {name: part(user) for name, part in sorted(_parts.items())}
