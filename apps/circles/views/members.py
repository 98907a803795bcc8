from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles.models import Membership
from apps.circles.namesakes import held_for
from apps.circles.services import holding, leaving, members, ticks
from apps.circles.views.access import curator_or_404, held_from, mate_or_404, membership_or_404
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import bells
from apps.profiles.requests import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: SignedIn, tag: str) -> HttpResponse:
    held = held_from(request, tag)
    own = held or membership_or_404(request, tag)
    circle = own.circle
    if request.method != "POST":
        alone = isinstance(own, Membership) and own.is_last_curator()
        return render(request, "circles/leave.html", {"circle": circle, "keeps_alone": alone})
    try:
        leaving.leave(circle, user=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("circles:leave", tag)
    bells.rung_for(request.user.pk)
    messages.success(request, _("You have left #%(tag)s.") % {"tag": tag})
    return redirect("circles:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: SignedIn, tag: str, user_id: int) -> HttpResponse:
    own = curator_or_404(request, tag)
    mate = mate_or_404(request, own, user_id)
    if request.method != "POST":
        return render(request, "circles/remove.html", {"circle": own.circle, "mate": mate})
    try:
        leaving.remove_member(own.circle, user=mate.user, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        bells.rung_for(user_id)
        messages.success(request, _("%(name)s is no longer in this circle.") % {"name": mate.user.profile.display_name})
    return redirect("circles:detail", tag)


@require_http_methods(["POST"])
@login_required
def answer_held(request: SignedIn, tag: str, user_id: int) -> HttpResponse:
    """action=let_in: it is somebody else. Anything else turns them away, and they are told nothing."""
    circle = curator_or_404(request, tag).circle
    held = next((row for row, _like in held_for(request.user, [circle]) if row.user_id == user_id), None)
    if held is None:
        raise Http404
    lets_in = request.POST.get("action") == "let_in"
    answer = holding.let_in if lets_in else holding.turn_away
    try:
        answer(held, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        ring(deliver_quick)
        bells.rung_for(user_id)
        messages.success(request, _("They are in.") if lets_in else _("They are not in this circle."))
    return redirect("circles:detail", tag)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make_curator(request: SignedIn, tag: str, user_id: int) -> HttpResponse:
    """For somebody else: makes them a curator. For oneself: steps down."""
    own = curator_or_404(request, tag)
    mate = own if user_id == request.user.pk else mate_or_404(request, own, user_id)
    if request.method != "POST":
        page = "circles/step_down.html" if mate == own else "circles/make_curator.html"
        return render(request, page, {"circle": own.circle, "mate": mate})
    try:
        told = _step_down(own) if mate == own else _make_curator(own, mate)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        ring(deliver_quick)
        bells.rung_for(user_id)
        messages.success(request, told)
    return redirect("circles:detail", tag)


def _step_down(own: Membership) -> str:
    members.step_down(own.circle, user=own.user, at=timezone.now())
    return _("You are a member of #%(tag)s now.") % {"tag": own.circle.tag}


def _make_curator(own: Membership, mate: Membership) -> str:
    members.make_curator(own.circle, user=mate.user, by=own.user, at=timezone.now())
    return _("%(name)s keeps this circle, too, from now on.") % {"name": mate.user.profile.display_name}


@require_http_methods(["POST"])
@login_required
def know(request: SignedIn, tag: str, user_id: int) -> HttpResponse:
    """The tick, on with value=yes. The answer is the same whatever the other has ticked."""
    own = membership_or_404(request, tag)
    mate = mate_or_404(request, own, user_id)
    known = request.POST.get("value") == "yes"
    try:
        if known:
            ticks.tick(own.circle, ticker=request.user, known=mate.user, at=timezone.now())
        else:
            ticks.untick(own.circle, ticker=request.user, known=mate.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        for changed in (request.user.pk, user_id):
            bells.rung_for(changed)
    if request.htmx:
        return render(request, "circles/_know.html", {"circle": own.circle, "mate": mate, "known": known})
    return redirect("circles:detail", tag)
