"""Pages of meetings, as tests read and press them; by the clock, because pages go by it."""

import html
import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.meetings.models import Meeting
from apps.meetings.reading.events import Person
from apps.profiles.models import User
from tests.meetings.scenes import kept_call


def kept(user: User, *people: Person, **fields: str) -> Meeting:
    return kept_call(user, *people, at=timezone.now(), **fields)


def page(client: Client, meeting: Meeting) -> str:
    """What is read on it."""
    text = client.get(reverse("meetings:meeting", args=[meeting.slug])).text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def press(client: Client, name: str, meeting: Meeting, user: User, **fields: str) -> int:
    return client.post(reverse(f"meetings:{name}", args=[meeting.slug, user.pk]), fields).status_code
