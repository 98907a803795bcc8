"""Calling a message a pitch, and taking that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.introductions.models import Message, PitchReport
from apps.introductions.pitches import messages_of_others, who_reads
from apps.introductions.services.reporting_pitches import report_pitch, take_back
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pitch(request: SignedIn, message_id: int) -> HttpResponse:
    message = _message(request, message_id)
    if request.method == "POST":
        try:
            report_pitch(message, reporter=request.user, at=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("home")
        ring(deliver_quick)
        return redirect("introductions:pitch", message.pk)
    mine = PitchReport.objects.filter(message=message, reporter=request.user).first()
    page = who_reads(message, request.user) | {"message": message, "reported": mine}
    return render(request, "introductions/pitch.html", page)


@login_required
@require_POST
def undo(request: SignedIn, message_id: int) -> HttpResponse:
    message = _message(request, message_id)
    if take_back(message, reporter=request.user, at=timezone.now()):
        messages.success(request, _("Taken back. Nobody has looked at it."))
    return redirect("introductions:pitch", message.pk)


def _message(request: SignedIn, message_id: int) -> Message:
    rows = messages_of_others(request.user).filter(author__is_active=True)
    found = rows.select_related("author__profile", "conversation__introduction__circle")
    return get_object_or_404(found, pk=message_id)
