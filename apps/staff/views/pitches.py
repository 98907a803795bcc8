"""Staff look at messages that were called a pitch where those who keep the circle have not, or cannot."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.circles.models import Circle
from apps.introductions.pitch_forms import LookForm, SenderForm
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.models import User
from apps.profiles.requests import SignedIn
from apps.staff.access import staff_only
from apps.staff.services import looking


@staff_only
@require_POST
def look(request: SignedIn, tag: str) -> HttpResponse:
    circle, form = get_object_or_404(Circle, tag=tag), LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("staff:reports")
    sender = get_object_or_404(User, pk=form.cleaned_data["sender"])
    verdict = form.cleaned_data["verdict"]
    try:
        looking.look(circle, sender, form.message_ids, verdict=verdict, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        ring(deliver_quick)
        messages.success(request, _("Looked at."))
    return redirect("staff:reports")


@staff_only
@require_POST
def go_on(request: SignedIn, tag: str) -> HttpResponse:
    circle, form = get_object_or_404(Circle, tag=tag), SenderForm(request.POST)
    sender = User.objects.filter(pk=form.cleaned_data["sender"]).first() if form.is_valid() else None
    if sender and looking.let_go_on(circle, sender, by=request.user, at=timezone.now()):
        sentence = _("They go on: if they know of the pause already, from the morning of the day after tomorrow.")
        messages.success(request, sentence)
    return redirect("staff:reports")
