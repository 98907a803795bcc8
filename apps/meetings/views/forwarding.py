"""The address to forward invitations to: a first one, or a new one in its place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.meetings.forwarding_mails import address_of
from apps.meetings.services.forwarding import renew_address
from apps.profiles.requests import SignedIn


@require_POST
@login_required
def renew(request: SignedIn) -> HttpResponse:
    had_one = bool(address_of(request.user))
    renew_address(request.user, at=timezone.now())
    if had_one:
        messages.success(request, _("You have a new address. Mails to the old one are not read any more."))
    return redirect("meetings:coming")
