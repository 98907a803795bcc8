"""Saying who one is, in four short steps, right after coming in."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.circles import welcome_pages
from apps.circles.models import Membership
from apps.circles.newcomers import STEPS
from apps.circles.services import welcoming
from apps.circles.views.access import among_the_people, membership_or_404
from apps.circles.welcome_forms import FORMS, FactsStep, Form
from apps.mail.errors import DomainError
from apps.profiles import bells
from apps.profiles.requests import SignedIn
from apps.profiles.services.photos import set_photo
from apps.profiles.services.profile import save_profile
from apps.profiles.services.traits import add_traits
from apps.profiles.views import asking


@require_safe
@login_required
def welcome(request: SignedIn, tag: str) -> HttpResponse:
    """Where one left off; from the beginning where it is over."""
    return redirect("circles:welcome_step", tag, membership_or_404(request, tag).welcome_step or 1)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: SignedIn, tag: str, number: int) -> HttpResponse:
    membership = membership_or_404(request, tag)
    if number not in FORMS:
        raise Http404
    if membership.circle.closed_at is not None:
        return redirect("circles:detail", tag)
    posted = request.method == "POST"
    if posted and "skip" in request.POST:
        return _next(membership, number)
    form = FORMS[number](
        membership.circle, request.user, request.POST if posted else None, request.FILES if posted else None
    )
    if "preview" in request.POST:
        return render(request, "circles/_welcome_preview.html", welcome_pages.preview(membership, form))
    if form.is_valid() and _kept(request, form):
        bells.rung_for(request.user.pk)
        return _next(membership, number)
    page = welcome_pages.page(membership, number, form)
    return render(request, "circles/welcome.html", page, status=422 if form.errors else 200)


@require_POST
@login_required
def leave_it(request: SignedIn, tag: str) -> HttpResponse:
    welcoming.leave_it_at_that(membership_or_404(request, tag))
    return redirect("circles:detail", tag)


def _kept(request: SignedIn, form: Form) -> bool:
    at = timezone.now()
    try:
        if isinstance(form, FactsStep):
            asking.ask(request, add_traits(request.user, form.facts(), at=at))
        else:
            save_profile(request.user, form.fields_of_profile(), at=at)
            if picture := form.cleaned_data["photo"]:
                set_photo(request.user, picture)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _next(membership: Membership, number: int) -> HttpResponse:
    here = welcoming.go_on(membership, after=number)
    if here is None:
        return redirect("circles:detail", membership.circle.tag)
    if number < STEPS:
        return redirect("circles:welcome_step", membership.circle.tag, number + 1)
    return among_the_people(membership)
