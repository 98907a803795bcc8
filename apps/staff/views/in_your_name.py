"""For whoever invites by a batch that staff have started: what goes out in their name, and the way to stop it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.mail.errors import DomainError
from apps.profiles.requests import SignedIn
from apps.staff.batches import progress
from apps.staff.models import Batch
from apps.staff.views.batches import stopped


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def in_your_name(request: SignedIn, batch_id: int) -> HttpResponse:
    row = get_object_or_404(Batch.objects.told_to(request.user), pk=batch_id)
    if request.method == "POST":
        try:
            messages.success(request, stopped(row, request))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("staff:in_your_name", batch_id)
    circles = progress.by_circle(row)
    page = {"batch": row, "circles": circles, "total": progress.total(circles)}
    return render(request, "staff/in_your_name.html", page)
