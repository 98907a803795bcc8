"""The link in a mail by which its reader blocks whom it is about, without signing in. Looking at it changes nothing."""

from datetime import timedelta

from django.urls import reverse

from apps.mail import links
from apps.profiles.models import User

BLOCK = "profiles.block"
LAST = timedelta(days=180)


def block_path(user: User, other: User) -> str:
    return reverse("profiles:block_by_link", args=[links.sign(BLOCK, user=user.pk, other=other.pk)])


def blocking_by(token: str) -> tuple[User, User] | None:
    """Who would block whom. None for a forged token, or when one of them is gone; raises LinkExpired."""
    claims = links.unsign(BLOCK, token, max_age=LAST)
    if claims is None:
        return None
    present = User.objects.present().select_related("profile")
    found = present.in_bulk([claims["user"], claims["other"]])
    return (found[claims["user"]], found[claims["other"]]) if len(found) == 2 else None
