"""The register of who can say why people should meet: the matching room above writes the sentences, this room's pages
and mails show them. Rendered at every reading, for the reader, from facts that all may see at that moment."""

from collections.abc import Callable, Sequence

from apps.profiles.models import User

# (circle id, the people, who reads) -> sentences, plain text, strongest first.
Because = Callable[[int, Sequence[User], User], list[str]]
_writers: list[Because] = []


def register(writer: Because) -> None:
    _writers.append(writer)


def because(circle_id: int, people: Sequence[User], *, reader: User) -> list[str]:
    return [sentence for writer in _writers for sentence in writer(circle_id, people, reader)]
