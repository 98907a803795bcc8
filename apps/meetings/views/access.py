"""What somebody may open here: their own meetings on which somebody may be shown, and who that is."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from apps.meetings.models import Attendee, Meeting
from apps.profiles.requests import SignedIn


def meeting_or_404(request: SignedIn, slug: str) -> Meeting:
    return get_object_or_404(Meeting.objects.readable_by(request.user), slug=slug)


def attendee_or_404(request: SignedIn, slug: str, user_id: int, among: "QuerySet[Attendee] | None" = None) -> Attendee:
    """`among`: others than those who are shown."""
    rows = Attendee.objects.shown_to(request.user) if among is None else among
    # Of the user, not of the column: a number too large for it then finds nobody, and fails nowhere.
    return get_object_or_404(rows.select_related("person__profile", "meeting"), meeting__slug=slug, person__pk=user_id)
