"""Whose page it is, as the page says it itself: so that what was written on it goes out in nobody else's name."""

from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from apps.profiles.models import User

HEADER = "X-Reader"


def mark_of(reader: "User | AnonymousUser") -> str:
    """The same on all pages of a person, and nobody else's; empty for whoever is not signed in."""
    return salted_hmac("intro_net.whose_page", str(reader.pk)).hexdigest()[:20] if reader.is_authenticated else ""


def is_of_reader(request: "HttpRequest") -> bool:
    """Whether the page that sent it was made for whoever is signed in now."""
    mine = mark_of(request.user)
    return bool(mine) and constant_time_compare(request.headers.get(HEADER, ""), mine)
