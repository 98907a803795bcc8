from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.mail.errors import DomainError
from apps.profiles.requests import SignedIn
from apps.staff.access import staff_only
from apps.staff.forms import SettleForm
from apps.staff.models import Report
from apps.staff.services.reporting import settle as settle_report

SETTLED_SHOWN = 30


@staff_only
@require_safe
def reports(request: SignedIn) -> HttpResponse:
    rows = Report.objects.readable_by(request.user).select_related("reporter", "about", "circle", "settled_by")
    page = {
        "open": rows.open().order_by("made_at", "pk"),
        "settled": rows.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")[:SETTLED_SHOWN],
    }
    return render(request, "staff/reports.html", page)


@staff_only
@require_POST
def settle(request: SignedIn, report_id: int) -> HttpResponse:
    row = get_object_or_404(Report.objects.readable_by(request.user), pk=report_id)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how it ended."))
        return redirect("staff:reports")
    try:
        settle_report(row, by=request.user, outcome=form.cleaned_data["outcome"], at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Settled."))
    return redirect("staff:reports")
