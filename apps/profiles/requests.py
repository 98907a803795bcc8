from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.profiles.models import User


class SignedIn(HttpRequest):
    """A request behind login_required, as the type checker should see it."""

    user: User
    htmx: HtmxDetails
