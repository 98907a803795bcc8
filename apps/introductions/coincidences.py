"""The register of who can say what people who met have in common among the facts that they keep for people they were
introduced to: the matching room above writes the sentences. Asked only of those who all said yes, at every reading."""

from collections.abc import Callable, Sequence

from apps.profiles.models import User

# (people who met, who reads) -> sentences, plain text: the best one of the reader and each other.
Coincidence = Callable[[Sequence[User], User], list[str]]
_writers: list[Coincidence] = []


def register(writer: Coincidence) -> None:
    _writers.append(writer)


def coincidences(people: Sequence[User], *, reader: User) -> list[str]:
    return [sentence for writer in _writers for sentence in writer(people, reader)]
