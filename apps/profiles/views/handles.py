"""What one is called elsewhere, and by what circle-mates recognise one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.mail.errors import DomainError
from apps.profiles import bells, recognition
from apps.profiles.handle_forms import HandleForm, KeptForm, RecognitionForm
from apps.profiles.requests import SignedIn
from apps.profiles.services import handles as services


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def handles(request: SignedIn) -> HttpResponse:
    form = HandleForm(request.POST or None)
    if form.is_valid() and _added(request, form):
        return _saved(request)
    mine = list(request.user.handles.order_by("site", "name", "pk"))
    page = {
        "handles": mine,
        "handle_form": form,
        "recognition_form": RecognitionForm(addresses=recognition.by_address(request.user)),
        "full": len(mine) >= services.MOST,
    }
    return render(request, "profiles/handles.html", page, status=422 if form.errors else 200)


@require_POST
@login_required
def change(request: SignedIn, handle_id: int) -> HttpResponse:
    handle = get_object_or_404(request.user.handles.select_related("user"), pk=handle_id)
    form = KeptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who sees it."))
        return redirect("profiles:handles")
    services.change_handle(handle, **form.cleaned_data, at=timezone.now())
    return _saved(request)


@require_POST
@login_required
def remove(request: SignedIn, handle_id: int) -> HttpResponse:
    handle = get_object_or_404(request.user.handles.select_related("user"), pk=handle_id)
    services.remove_handle(handle, at=timezone.now())
    messages.success(request, _("%(handle)s is off your page.") % {"handle": handle.label})
    return redirect("profiles:handles")


@require_POST
@login_required
def recognise(request: SignedIn) -> HttpResponse:
    """What is not an address of one's own counts for nothing."""
    form = RecognitionForm(request.POST, addresses=recognition.by_address(request.user))
    if not form.is_valid():
        messages.error(request, _("Tick addresses of your own."))
        return redirect("profiles:handles")
    services.be_recognised_by(request.user, form.cleaned_data["addresses"], at=timezone.now())
    return _saved(request)


def _added(request: SignedIn, form: HandleForm) -> bool:
    try:
        before = set(request.user.handles.values_list("pk", flat=True))
        handle = services.add_handle(request.user, **form.cleaned_data, at=timezone.now())
        if handle.pk in before:
            form.add_error("name", _("This handle is on your page already. Change it there."))
    except DomainError as error:
        form.add_error("name", str(error))
    return not form.errors


def _saved(request: SignedIn) -> HttpResponse:
    bells.rung_for(request.user.pk)
    messages.success(request, _("Saved."))
    return redirect("profiles:handles")
