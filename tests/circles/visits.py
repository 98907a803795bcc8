"""Opening this room's pages in tests."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Held, Invitation, Membership
from apps.circles.services import circles as services
from apps.profiles.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, name: str, *args: object) -> str:
    return signed_in(user).get(reverse(f"circles:{name}", args=args)).content.decode()


def masked(text: str) -> str:
    """The page without what differs at every reading."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|datetime="[^"]+"', "", text)


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def is_in(user: User, circle: Circle) -> bool:
    return Membership.objects.filter(user=user, circle=circle).exists()


def is_held(user: User, circle: Circle) -> bool:
    assert not (is_in(user, circle) and Held.objects.filter(user=user, circle=circle).exists())
    return Held.objects.filter(user=user, circle=circle).exists()


def make_invitation(circle: Circle, inviter: User, address: str = "", *, name: str = "") -> Invitation:
    """Open for the next 30 days by the clock."""
    now = timezone.now()
    return Invitation.objects.create(
        circle=circle,
        inviter=inviter,
        address=address,
        name=name,
        sentence="Nobody reads a street as you do.",
        created_at=now,
        expires_at=now + timedelta(days=30),
    )


def settings_of(circle: Circle, **changed: Any) -> dict[str, Any]:
    """As the form has them."""
    kept = ("purpose", "join_policy", "suggesting", "cadence", "members_seen_by", "shows_wishes", "listed")
    return {name: getattr(circle, name) for name in kept} | {"is_named": False} | changed


def change(circle: Circle, by: User, **changed: Any) -> Circle:
    return services.change_circle(circle, **settings_of(circle, **changed), by=by)
