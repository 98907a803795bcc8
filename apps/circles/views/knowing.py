"""Whom of a circle one knows already, and whether one may be named."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles import arrivals
from apps.circles.knowing_forms import KnowingForm
from apps.circles.knowing_pages import Look, page
from apps.circles.models import Membership
from apps.circles.services import knowing as services
from apps.circles.views.access import membership_or_404
from apps.mail.errors import DomainError
from apps.profiles import bells
from apps.profiles.requests import SignedIn, as_id


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def knowing(request: SignedIn, tag: str) -> HttpResponse:
    membership = membership_or_404(request, tag)
    if membership.circle.closed_at is not None:
        return redirect("circles:detail", tag)
    if request.method != "POST":
        return _page(request, membership, Look.read(request.GET), KnowingForm(user=request.user))
    if "skip" in request.POST:
        services.leave_it_out(membership)
        return redirect("home") if request.POST["skip"] == "home" else _into_the_circle(membership)
    form = KnowingForm(request.POST, user=request.user)
    if form.is_valid() and _kept(request, membership, form):
        return _onwards(request, membership)
    return _page(request, membership, Look.read(request.POST), form)


def _kept(request: SignedIn, membership: Membership, form: KnowingForm) -> bool:
    try:
        changed = services.answer(membership, **form.answer(), at=timezone.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    for user_id in (request.user.pk, *changed):
        bells.rung_for(user_id)
    return True


def _onwards(request: SignedIn, membership: Membership) -> HttpResponse:
    """To the people looked for or the page asked for, with what was ticked kept; else into the circle."""
    if "find" in request.POST or "to" in request.POST:
        query = Look.read(request.POST).query(as_id(request.POST.get("to", "")) or 1)
        return redirect(f"{reverse('circles:knowing', args=[membership.circle.tag])}?{query}")
    messages.success(request, _("Saved."))
    return _into_the_circle(membership)


def _into_the_circle(membership: Membership) -> HttpResponse:
    return redirect(arrivals.first_page(membership, at=timezone.now()))


def _page(request: SignedIn, membership: Membership, look: Look, form: KnowingForm) -> HttpResponse:
    context = page(membership, look) | {"form": form}
    if form.is_bound:
        context["known_ids"] = form.ids("known")
    return render(request, "circles/knowing.html", context, status=422 if form.errors else 200)
