"""The register of where one tells the people who keep this place that something is wrong: the room that reads it gives
the address, every page about a person, circle, message or invitation shows the way there."""

from collections.abc import Callable

# (kind of thing, its key) -> the address of the form.
Address = Callable[[str, str], str]
_addresses: list[Address] = []


def register(address: Address) -> None:
    _addresses.append(address)


def address_of(kind: str, key: object) -> str:
    """Empty where nobody reads reports."""
    return next((address(kind, str(key)) for address in _addresses), "")
