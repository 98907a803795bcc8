"""The page behind a circle's link."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.circles.forms import JoinForm
from apps.circles.models import Circle, JoinPolicy, JoinRequest
from apps.circles.services import joining
from apps.circles.tokens import circle_to_join
from apps.circles.views.access import inside
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.links import LinkExpired
from apps.mail.tasks import deliver_quick
from apps.profiles import bells
from apps.profiles.models import User
from apps.profiles.requests import SignedIn


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = circle_to_join(token)
    except LinkExpired:
        return _over(request)
    if found is None:
        raise Http404
    circle, nonce = found
    if request.user.is_authenticated and joining.stands_in(request.user, circle.pk):
        return redirect("circles:detail", circle.tag)
    if circle.link_nonce != nonce or not (circle.lets_in_by_link or (circle.has_link and _waits(request, circle))):
        return _over(request)
    if request.method == "POST":
        return _come_in(cast("SignedIn", request), circle, nonce)
    return render(request, "circles/join.html", _page(request, circle, JoinForm()))


@login_required
def _come_in(request: SignedIn, circle: Circle, nonce: str) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "circles/join.html", _page(request, circle, form))
    at = timezone.now()
    try:
        if circle.join_policy == JoinPolicy.OPEN:
            membership = joining.join_by_link(circle, nonce=nonce, user=request.user, at=at)
            bells.rung_for(request.user.pk)
            return inside(membership)
        joining.ask_to_join(circle, nonce=nonce, user=request.user, note=form.cleaned_data["note"], at=at)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    ring(deliver_quick)
    messages.success(request, _("You have asked. When the curators let you in, you get a mail."))
    return redirect(request.path)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "circles/link_over.html", status=410)


def _page(request: HttpRequest, circle: Circle, form: JoinForm) -> dict[str, object]:
    waiting, open_to_all = _waits(request, circle), circle.join_policy == JoinPolicy.OPEN
    return {"circle": circle, "form": form, "waiting": waiting, "open_to_all": open_to_all, "here": request.path}


def _waits(request: HttpRequest, circle: Circle) -> bool:
    """Whether the reader has asked already."""
    if not isinstance(request.user, User):
        return False
    return JoinRequest.objects.filter(circle=circle, user=request.user).waiting(timezone.now()).exists()
