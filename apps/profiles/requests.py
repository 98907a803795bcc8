from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.profiles.models import User


def as_id(written: str) -> int | None:
    """A number that some row may have; none that a database would choke on."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None


class SignedIn(HttpRequest):
    """A request behind login_required, as the type checker should see it."""

    user: User
    htmx: HtmxDetails
