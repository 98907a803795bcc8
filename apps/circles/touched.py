"""The register of the circles that erasing somebody changes something in: each higher room names its own. They are
locked all at once, by id: room by room, two erasures would wait for each other."""

from collections.abc import Callable

from django.db.models import Q

from apps.profiles.models import User

# A condition on circles.
Touched = Callable[[User], Q]
_touched: list[Touched] = []


def register(touched: Touched) -> None:
    _touched.append(touched)


def by_higher_rooms(user: User) -> list[Q]:
    return [touched(user) for touched in _touched]
