"""Still glad to be here? Signed in, or by a link from the digest; looking changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.circles.models import Membership
from apps.circles.question_links import wondering
from apps.circles.services import gladness
from apps.circles.views.access import membership_or_404
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.profiles import bells
from apps.profiles.requests import SignedIn


@require_POST
@login_required
def glad(request: SignedIn, tag: str) -> HttpResponse:
    """answer=rest, or yes: anything else changes nothing. From the circle's own page one comes back to it."""
    said = _said(request, membership_or_404(request, tag))
    if said:
        messages.success(request, said)
    return redirect("circles:detail", tag) if "here" in request.POST else redirect("home")


@link_page
def glad_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        membership = wondering(token)
    except DomainError as error:
        return render(request, "circles/answered.html", {"sorry": str(error)}, status=410)
    if membership is None:
        raise Http404
    said = _said(request, membership) if request.method == "POST" else ""
    if said:
        return render(request, "circles/answered.html", {"said": said})
    return render(request, "circles/glad.html", {"membership": membership, "circle": membership.circle})


def _said(request: HttpRequest, membership: Membership) -> str:
    tag, at, answer = membership.circle.tag, timezone.now(), request.POST.get("answer")
    if membership.circle.closed_at is not None or answer not in {"yes", "rest"}:
        return ""
    try:
        (gladness.stay if answer == "yes" else gladness.rest)(membership, at=at)
    except DomainError as error:
        messages.error(request, str(error))
        return ""
    bells.rung_for(membership.user_id)
    if answer == "yes":
        return _("Good to have you in #%(tag)s. You are asked again in a year.") % {"tag": tag}
    return _("You rest in #%(tag)s. Nobody is told, and you can come back whenever you like.") % {"tag": tag}
