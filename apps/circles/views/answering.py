"""The invitation page: open to whoever holds the link, with or without an account. Looking at it changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.circles.forms import FactsForm
from apps.circles.models import Circle, Invitation, Membership
from apps.circles.reception import Standing, standing_of
from apps.circles.services import accepting, facts
from apps.circles.tokens import invited_by
from apps.circles.views.access import inside, membership_or_404
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import bells
from apps.profiles.models import User
from apps.profiles.requests import SignedIn
from apps.profiles.services.sessions import sign_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invited_by(token)
    if found is None:
        raise Http404
    standing = standing_of(found, request.user, at=timezone.now())
    if standing == Standing.INSIDE:
        return redirect("circles:detail", found.circle.tag)
    if standing == Standing.OVER:
        return render(request, "circles/invitation_over.html", status=410)
    if request.method == "POST":
        return _answer(request, found, standing)
    page = {
        "invitation": found,
        "circle": found.circle,
        "standing": standing.value,
        "here": request.path,
        "token": token,
    }
    return render(request, "circles/invitation.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def said_of_me(request: SignedIn, tag: str) -> HttpResponse:
    """What the inviter's list says of the reader: ticked facts become theirs, the rest are forgotten."""
    membership = membership_or_404(request, tag)
    circle = membership.circle
    waiting = list(facts.facts_said_of(request.user, circle))
    if not waiting:
        return redirect("circles:detail", tag)
    form = FactsForm(request.POST if request.method == "POST" else None, facts=waiting)
    if form.is_valid():
        for complaint in facts.settle_facts(request.user, circle, ticked=form.ticked(), at=timezone.now()):
            messages.error(request, complaint)
        bells.rung_for(request.user.pk)
        return inside(membership)
    inviter = facts.inviter_of(waiting)
    return render(request, "circles/facts.html", {"circle": circle, "form": form, "inviter": inviter})


def _answer(request: HttpRequest, found: Invitation, standing: Standing) -> HttpResponse:
    action = request.POST.get("action")
    if action == "accept":
        return _accept(request, found, standing)
    if standing != Standing.SOMEBODY_ELSE and action in {"decline", "never"}:
        return _turn_down(request, found, never=action == "never")
    return redirect(request.path)


def _turn_down(request: HttpRequest, found: Invitation, *, never: bool) -> HttpResponse:
    try:
        (accepting.never_write if never else accepting.decline_invitation)(found, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    return render(request, "circles/declined.html", {"invitation": found, "never": never})


def _accept(request: HttpRequest, found: Invitation, standing: Standing) -> HttpResponse:
    first_sign_in = {Standing.SIGNED_OUT: "account_request_login_code", Standing.AT_THE_DOOR: "account_signup"}
    if standing in first_sign_in:
        return redirect(f"{resolve_url(first_sign_in[standing])}?{urlencode({'next': request.path})}")
    try:
        user = _come_in(request, found)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    bells.rung_for(user.pk)
    return _where_to_begin(user, found.circle)


def _come_in(request: HttpRequest, found: Invitation) -> User:
    if isinstance(request.user, User):
        came = accepting.accept_invitation(found, user=request.user, at=timezone.now())
        if isinstance(came, Membership):
            messages.success(request, _("You are in %(circle)s.") % {"circle": found.circle})
        return request.user
    user = accepting.accept_as_newcomer(found, at=timezone.now())
    ring(deliver_quick)
    sign_in(request, user)
    sentence = _("You are in, and signed in as %(address)s. Next time, sign in with a code sent to that address.")
    if not Membership.objects.filter(circle=found.circle_id, user=user).exists():
        sentence = _("You are signed in as %(address)s. Next time, sign in with a code sent to that address.")
    messages.success(request, sentence % {"address": user.email})
    return user


def _where_to_begin(user: User, circle: Circle) -> HttpResponse:
    membership = Membership.objects.filter(user=user, circle=circle).select_related("circle", "user").first()
    if membership and facts.facts_said_of(user, circle).exists():
        return redirect("circles:facts", circle.tag)
    return inside(membership) if membership else redirect("circles:detail", circle.tag)
