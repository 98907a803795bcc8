"""A profile from another place: the file, what it would bring, taking it over, and taking that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.mail.errors import DomainError
from apps.profiles import bells
from apps.profiles.import_form import ImportForm
from apps.profiles.imports.brought import bring
from apps.profiles.imports.comparing import compare
from apps.profiles.imports.offer import as_text, opened
from apps.profiles.requests import SignedIn
from apps.profiles.services import taking_over


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: SignedIn) -> HttpResponse:
    """The file is read and let go of: what it says travels in the page."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if not form.is_valid():
        return render(request, "profiles/import.html", {"form": form}, status=422 if form.is_bound else 200)
    preview = compare(request.user, bring(form.cleaned_data["file"]))
    page = {
        "preview": preview,
        "sealed": preview.offer.sealed(request.user),
        "picture": as_text(preview.offer.photo),
    }
    return render(request, "profiles/import_preview.html", page)


@require_POST
@login_required
def take(request: SignedIn) -> HttpResponse:
    try:
        offer = opened(request.user, request.POST.get("offer", ""))
        ticked = set(request.POST.getlist("take"))
        outcome = taking_over.take_over(request.user, offer, ticked=ticked, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("profiles:import")
    bells.rung_for(request.user.pk)
    # No redirect: what an undo needs is nowhere but in this page.
    page = {"outcome": outcome, "undo": outcome.sealed(request.user)}
    return render(request, "profiles/import_done.html", page)


@require_POST
@login_required
def undo(request: SignedIn) -> HttpResponse:
    try:
        sentences = taking_over.take_back(request.user, request.POST.get("undo", ""), at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("profiles:import")
    bells.rung_for(request.user.pk)
    messages.success(
        request,
        _("Taken back, but for what follows.") if sentences else _("Taken back. Your page is as it was before."),
    )
    for sentence in sentences:
        messages.info(request, sentence)
    return redirect("profiles:edit")
