"""What a curator sees and presses at the bench."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.profiles.models import User

THEY = "They went to high schools 2 miles apart, and both like #yankees"


def bench(user: User, circle: Circle, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("bench:sitting", args=[circle.tag]), query)


def seen(user: User, circle: Circle) -> str:
    """The page without the tokens that differ on every load."""
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf[^"]*token[^"]*":\s*)"[^"]+"', "", bench(user, circle).text)


def press(user: User, circle: Circle, button: str, /, **data: Any) -> Any:
    """The page that follows."""
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"bench:{button}", args=[circle.tag]), data, follow=True)


def pairs_on(page: str) -> list[str]:
    return re.findall(r'<article class="letter[^>]* id="pair-(\d+-\d+)"', page)


def key_of(*two: User) -> str:
    return "-".join(str(pk) for pk in sorted(user.pk for user in two))
