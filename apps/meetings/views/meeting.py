"""One meeting: whom one knows on it, what one says of that, and forgetting it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.meetings import pages, telling
from apps.meetings.models import Attendee
from apps.meetings.services import answering, forgetting
from apps.meetings.views.access import attendee_or_404, meeting_or_404
from apps.profiles.requests import SignedIn


@require_safe
@login_required
def meeting(request: SignedIn, slug: str) -> HttpResponse:
    found, now = meeting_or_404(request, slug), timezone.now()
    people = [row for listed in pages.with_people([found], request.user) for row in listed.people]
    aside = Attendee.objects.set_aside_by(request.user).filter(meeting=found).select_related("person__profile")
    context = {
        "meeting": found,
        "told": telling.told(people, request.user, at=now),
        "not_them": aside.order_by("person__profile__name", "pk"),
        "over": found.ends_at <= now,
    }
    return render(request, "meetings/meeting.html", context)


@require_POST
@login_required
def forget(request: SignedIn, slug: str) -> HttpResponse:
    forgetting.forget(meeting_or_404(request, slug))
    messages.success(request, _("It is forgotten here. Bring it again whenever you like."))
    return redirect("meetings:coming")


@require_POST
@login_required
def confirm(request: SignedIn, slug: str, user_id: int) -> HttpResponse:
    attendee = _named_or_404(request, slug, user_id)
    return _answered(request, attendee, answering.confirm(attendee, at=timezone.now()))


@require_POST
@login_required
def reject(request: SignedIn, slug: str, user_id: int) -> HttpResponse:
    attendee = _named_or_404(request, slug, user_id)
    return _answered(request, attendee, answering.reject(attendee, at=timezone.now()))


@require_POST
@login_required
def ask_again(request: SignedIn, slug: str, user_id: int) -> HttpResponse:
    """An answer taken back."""
    attendee = _named_or_404(request, slug, user_id)
    answering.ask_again(attendee)
    return _at_person(attendee)


def _answered(request: SignedIn, attendee: Attendee, meetings: int) -> HttpResponse:
    """What was said stands where the question stood, with the way back."""
    if meetings > 1:
        messages.info(request, _("It holds for all days of this meeting."))
    return _at_person(attendee)


def _at_person(attendee: Attendee) -> HttpResponse:
    page = reverse("meetings:meeting", args=[attendee.meeting.slug])
    return redirect(f"{page}#person-{attendee.person_id}")


def _named_or_404(request: SignedIn, slug: str, user_id: int) -> Attendee:
    """Somebody who was found by their name, whatever the reader has said of it."""
    named = Attendee.objects.found_by(request.user).filter(by=Attendee.By.NAME)
    return attendee_or_404(request, slug, user_id, named)
