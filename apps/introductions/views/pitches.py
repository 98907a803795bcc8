"""Where those who keep a circle look at the messages that were called a pitch."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from apps.circles.models import Circle
from apps.introductions.models import PitchReport
from apps.introductions.pitch_forms import LookForm, SenderForm
from apps.introductions.pitches import looked_at, paused_by_a_look, to_look_at
from apps.introductions.services.looking import let_go_on_as_curator, look_as_curator
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.models import User
from apps.profiles.requests import SignedIn

DONE = {
    PitchReport.Verdict.LET_BE: _("Let be. It counts for nothing."),
    PitchReport.Verdict.TALKED: _("A letter goes to them, in two days at most."),
    PitchReport.Verdict.PAUSED: _("Nobody new is introduced to them here for four weeks."),
}
# As it was told: not in the hour of what ended it.
GO_ON = _("They go on: if they know of the pause already, from the morning of the day after tomorrow.")


@login_required
@require_safe
def pitches(request: SignedIn, tag: str) -> HttpResponse:
    circle = _circle(request, tag)
    page = {
        "circle": circle,
        "cases": to_look_at(request.user, circle),
        "paused": paused_by_a_look(request.user, circle),
        "looked": looked_at(request.user, circle, at=timezone.now()),
    }
    return render(request, "introductions/pitches.html", page)


@login_required
@require_POST
def look(request: SignedIn, tag: str) -> HttpResponse:
    circle, form = _circle(request, tag), LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("introductions:pitches", tag)
    sender = get_object_or_404(User, pk=form.cleaned_data["sender"])
    verdict = form.cleaned_data["verdict"]
    try:
        look_as_curator(circle, sender, form.message_ids, verdict=verdict, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        ring(deliver_quick)
        messages.success(request, str(DONE[verdict]))
    return redirect("introductions:pitches", tag)


@login_required
@require_POST
def go_on(request: SignedIn, tag: str) -> HttpResponse:
    circle, form = _circle(request, tag), SenderForm(request.POST)
    sender = User.objects.filter(pk=form.cleaned_data["sender"]).first() if form.is_valid() else None
    if sender and let_go_on_as_curator(circle, sender, by=request.user, at=timezone.now()):
        messages.success(request, str(GO_ON))
    return redirect("introductions:pitches", tag)


def _circle(request: SignedIn, tag: str) -> Circle:
    return get_object_or_404(Circle.objects.curated_by(request.user).running(), tag=tag)
