from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.introductions.capacity_sections import form_for
from apps.introductions.services import letting_come
from apps.mail.doorbell import ring
from apps.mail.tasks import deliver_quick
from apps.profiles import bells
from apps.profiles.requests import SignedIn


@login_required
@require_POST
def choose(request: SignedIn) -> HttpResponse:
    """How much may come."""
    form = form_for(request.user, request.POST, at=timezone.now())
    if form.is_valid():
        letting_come.let_come(request.user, **form.chosen(), at=timezone.now())
        ring(deliver_quick)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose one of the numbers, for each of the two."))
    return redirect("profiles:settings")


@login_required
@require_POST
def passed_by(request: SignedIn) -> HttpResponse:
    """Whether to pause, after some introductions have passed one by."""
    if request.POST.get("answer") == "pause":
        letting_come.pause_for_a_month(request.user, at=timezone.now())
        messages.success(
            request, _("You are paused for a month, and nobody is told. In the settings you come back sooner.")
        )
    else:
        letting_come.keep_them_coming(request.user, at=timezone.now())
        ring(deliver_quick)
        messages.success(request, _("They keep coming."))
    bells.rung_for(request.user.pk)
    return redirect("home")
