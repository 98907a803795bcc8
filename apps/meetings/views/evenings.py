"""Whether the mail of the evening before comes: chosen on two pages, and ended by a link in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.meetings.evening_mails import STOP, STOP_AGE
from apps.meetings.models import Evening
from apps.meetings.services import evenings
from apps.profiles.link_holders import holder_of
from apps.profiles.requests import SignedIn


@require_POST
@login_required
def choose(request: SignedIn) -> HttpResponse:
    if request.POST.get("wanted") == "yes":
        evenings.want(request.user, at=timezone.now())
        messages.success(request, _("You will be told the evening before."))
    else:
        evenings.stop(request.user)
        messages.success(request, _("No more evening mails."))
    return redirect("profiles:settings" if request.POST.get("back") == "settings" else "meetings:coming")


@link_page
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = holder_of(STOP, token, max_age=STOP_AGE)
    except DomainError as error:
        return render(request, "meetings/stop_evenings.html", {"sorry": str(error)}, status=410)
    if found is None:
        raise Http404
    reader = found[0]
    if request.method == "POST":
        evenings.stop(reader)
    stopped = not Evening.objects.filter(user=reader).exists()
    return render(request, "meetings/stop_evenings.html", {"done": stopped, "reader": reader})
