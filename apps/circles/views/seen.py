from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles.seen_form import SeenForm
from apps.circles.services.showing import show_in
from apps.mail.errors import DomainError
from apps.profiles import bells
from apps.profiles.requests import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def seen_in(request: SignedIn, trait_id: int) -> HttpResponse:
    """Which of one's circles see a fact of one's own."""
    trait = get_object_or_404(request.user.traits.select_related("topic", "user"), pk=trait_id)
    form = SeenForm(request.POST if request.method == "POST" else None, trait=trait)
    if not form.is_bound or not form.is_valid():
        page = {"form": form, "trait": trait}
        return render(request, "circles/seen_in.html", page, status=422 if form.is_bound else 200)
    try:
        show_in(trait, form.cleaned_data["circles"], later=form.cleaned_data["later"], at=timezone.now())
        messages.success(request, _("Kept. It takes effect at once, also in suggestions that were made already."))
    except DomainError as error:
        messages.error(request, str(error))
    bells.rung_for(request.user.pk)
    return redirect("profiles:edit")
