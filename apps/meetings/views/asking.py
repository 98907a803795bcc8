"""Asking to be introduced to somebody on a meeting whom one has not met. Sealed, as a wish is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.introductions.models import Introduction
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.matching.services import wishing
from apps.matching.services.asking import ask_to_meet
from apps.matching.taken_back import taken_back
from apps.meetings.models import Attendee
from apps.meetings.telling import Ask, told
from apps.meetings.views.access import attendee_or_404
from apps.profiles import bells
from apps.profiles.requests import SignedIn
from apps.profiles.tempo import too_fast

ASKS = "10/d/user"


@require_POST
@login_required
def ask(request: SignedIn, slug: str, user_id: int) -> HttpResponse:
    attendee, way = _way_or_404(request, slug, user_id)
    if way.wish and not way.reaches_curators:  # the button was pressed twice
        return redirect("meetings:meeting", slug)
    asked = "asked" in request.POST
    if request.POST.get("circle") != way.circle.tag or (asked and not way.reaches_curators):
        messages.error(request, _("What stood beside the button has changed meanwhile. Read it once more, then ask."))
        return redirect("meetings:meeting", slug)
    if too_fast(request, "meetings.ask", ASKS):
        messages.error(request, _("You have asked for ten people today. Ask for more tomorrow."))
        return redirect("meetings:meeting", slug)
    try:
        introduction = ask_to_meet(attendee.person, way.circle, by=request.user, at=timezone.now(), asked=asked)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("meetings:meeting", slug)
    return _have_met(request, introduction) if introduction else redirect("meetings:meeting", slug)


@require_POST
@login_required
def take_back(request: SignedIn, slug: str, user_id: int) -> HttpResponse:
    _attendee, way = _way_or_404(request, slug, user_id)
    try:
        if way.wish:
            wishing.take_back(way.wish.suggestion, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, taken_back(way.wish))
    return redirect("meetings:meeting", slug)


def _way_or_404(request: SignedIn, slug: str, user_id: int) -> tuple[Attendee, Ask]:
    """Only where the page offers it."""
    sure = Attendee.objects.shown_to(request.user).sure()
    attendee = attendee_or_404(request, slug, user_id, sure)
    shown = told([attendee], request.user, at=timezone.now())
    if not shown or not shown[0].ask:
        raise Http404
    return attendee, shown[0].ask


def _have_met(request: SignedIn, introduction: Introduction) -> HttpResponse:
    ring(deliver_quick)
    bells.rung_for(request.user.pk)
    messages.success(request, _("Both of you wished for it. You have met."))
    return redirect("introductions:conversation", introduction.conversation.pk)
