"""For whom a link in a mail is: whoever opens it need not be signed in."""

from datetime import timedelta
from typing import Any

from apps.mail import links
from apps.profiles.models import User


def holder_of(purpose: str, token: str, *, max_age: timedelta) -> tuple[User, dict[str, Any]] | None:
    """The person, with their profile, and all the claims; None for a forged token, and for somebody who is gone. Raises
    LinkExpired."""
    claims = links.unsign(purpose, token, max_age=max_age)
    if claims is None:
        return None
    user = User.objects.present().select_related("profile").filter(pk=claims["user"]).first()
    return (user, claims) if user else None
