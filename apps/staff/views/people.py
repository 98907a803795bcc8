"""Accounts, found by their exact address: nothing here says what people tell of themselves."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.circles.models import Membership
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import bells
from apps.profiles.models import User
from apps.profiles.requests import SignedIn
from apps.profiles.services.second_steps import has_second_step
from apps.staff.access import staff_only
from apps.staff.forms import FindPersonForm, SuspendForm, TakeOffForm
from apps.staff.models import AuditEntry
from apps.staff.services import recovering, suspending


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedIn) -> HttpResponse:
    """The address goes by POST: it stands in no log and no history."""
    form = FindPersonForm(request.POST or None)
    if form.is_valid():
        found = _owner(form.cleaned_data["email"])
        if found:
            return redirect("staff:account", found.pk)
        form.add_error("email", _("There is no account with exactly this address."))
    return render(request, "staff/people.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@require_safe
def account(request: SignedIn, user_id: int) -> HttpResponse:
    return _page(request, _account(user_id))


@staff_only
@require_POST
def suspend(request: SignedIn, user_id: int) -> HttpResponse:
    user, form = _account(user_id), SuspendForm(request.POST)
    if form.is_valid():
        try:
            suspending.suspend(user, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            bells.rung_for(user.pk)
            return redirect("staff:account", user.pk)
    return _page(request, user, form=form)


@staff_only
@require_POST
def reinstate(request: SignedIn, user_id: int) -> HttpResponse:
    user = _account(user_id)
    suspending.reinstate(user, by=request.user, at=timezone.now())
    bells.rung_for(user.pk)
    messages.success(request, _("Everything is as it was: they can sign in, and are seen again."))
    return redirect("staff:account", user.pk)


@staff_only
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def take_second_steps_off(request: SignedIn, user_id: int) -> HttpResponse:
    user, form = _account(user_id), TakeOffForm(request.POST)
    if form.is_valid():
        try:
            recovering.take_second_steps_off(user, by=request.user, reason=form.cleaned_data["why"], at=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            ring(deliver_quick)
            messages.success(request, _("The second step is off. They are told by mail, and signed out everywhere."))
            return redirect("staff:account", user.pk)
    return _page(request, user, take_off_form=form)


def _owner(address: str) -> User | None:
    """Whoever has proved that it is theirs; else who began to sign up with it."""
    present = User.objects.filter(is_active=True)
    proven = EmailAddress.objects.filter(email__iexact=address, verified=True).values("user")
    return present.filter(pk__in=proven).first() or present.filter(email=address.lower()).first()


def _account(user_id: int) -> User:
    return get_object_or_404(User, pk=user_id, is_active=True)


def _page(
    request: SignedIn, user: User, *, form: SuspendForm | None = None, take_off_form: TakeOffForm | None = None
) -> HttpResponse:
    history = (
        AuditEntry.objects.readable_by(request.user).filter(about=user).select_related("by").order_by("-at", "-pk")
    )
    alone = Membership.objects.filter(user=user).keeping_alone().select_related("circle").order_by("circle__tag")
    page = {
        "account": user,
        "form": form or SuspendForm(),
        "take_off_form": take_off_form or TakeOffForm(),
        "second_step": has_second_step(user),
        "kept_alone": [membership.circle for membership in alone],
        "history": history,
    }
    return render(request, "staff/account.html", page, status=422 if form or take_off_form else 200)
