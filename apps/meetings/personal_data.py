"""This room's part of a person's export, and of their erasure. On whose meetings somebody else has found them is theirs
who found them, and goes with the account."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from apps.meetings.models import Attendee, Evening, Forwarded, ForwardingAddress, Meeting
from apps.meetings.services.retitling import leave_titles
from apps.profiles.models import User


def meetings(user: User) -> list[dict[str, Any]]:
    """Those that they can read, each with whom they may still read of on it, and who is somebody else, as they said.
    One on which nobody is left is there no more than on the pages, until it is forgotten."""
    shown = Attendee.objects.found_by(user).select_related("person__profile").order_by("pk")
    rows = Meeting.objects.filter(user=user, pk__in=shown.values("meeting")).prefetch_related(
        Prefetch("attendees", shown, to_attr="found")
    )
    return [
        {
            "title": row.title,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "all_day": row.all_day,
            "day": row.day,
            "source": row.source,
            "read_at": row.read_at,
            "people": [_person(one) for one in row.found],  # type: ignore[attr-defined]  # prefetched above
        }
        for row in rows.order_by("ends_at", "pk")
    ]


def evening(user: User) -> dict[str, Any] | None:
    """Whether they are told the evening before, since when, and when next."""
    row = Evening.objects.filter(user=user).first()
    return {"since": row.since, "next_on": row.next_on, "next_at": row.next_at} if row else None


def forwarding(user: User) -> dict[str, Any] | None:
    """Since when they have an address to forward invitations to. Not the address: who reads an export could use it."""
    row = ForwardingAddress.objects.filter(user=user).first()
    mails = Forwarded.objects.filter(user=user).order_by("at", "pk").values("at", "foreign", "told_at")
    return {"since": row.since if row else None, "mails": list(mails)} if row or mails else None


def erase(user: User, at: datetime) -> None:
    """Their own, and themselves on the meetings of others and in the titles of these."""
    Meeting.objects.filter(user=user).delete()
    leave_titles(user)
    Attendee.objects.filter(person=user).delete()
    Evening.objects.filter(user=user).delete()
    ForwardingAddress.objects.filter(user=user).delete()
    Forwarded.objects.filter(user=user).delete()


def _person(row: Attendee) -> dict[str, Any]:
    return {
        "name": row.person.profile.name,
        "found_by": row.by,
        "confirmed_at": row.confirmed_at,
        "not_them_at": row.not_them_at,
    }
