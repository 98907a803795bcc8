from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.introductions.pitches import handed_to, paused_by_staff
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.requests import SignedIn
from apps.staff.access import staff_only
from apps.staff.forms import LetterForm, SettleForm
from apps.staff.models import Report
from apps.staff.models.report import ReportQuerySet
from apps.staff.services import writing
from apps.staff.services.reporting import settle as settle_report

SETTLED_SHOWN = 30


@staff_only
@require_safe
def reports(request: SignedIn) -> HttpResponse:
    rows = _rows(request)
    page = {
        "open": rows.open().order_by("made_at", "pk"),
        "settled": rows.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")[:SETTLED_SHOWN],
        "pitches": handed_to(request.user),
        "paused": paused_by_staff(request.user),
    }
    return render(request, "staff/reports.html", page)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: SignedIn, report_id: int) -> HttpResponse:
    """One report by itself, and how it ended."""
    row = get_object_or_404(_rows(request), pk=report_id)
    if request.method != "POST":
        return _page(request, row)
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


@staff_only
@require_POST
def answer(request: SignedIn, report_id: int) -> HttpResponse:
    return _written(request, report_id, "answer_form", writing.answer, _("Your answer is on its way."))


@staff_only
@require_POST
def warn(request: SignedIn, report_id: int) -> HttpResponse:
    return _written(request, report_id, "warn_form", writing.warn, _("Your warning is on its way."))


def _written(request: SignedIn, report_id: int, name: str, write: Callable[..., Report], done: str) -> HttpResponse:
    row, form = get_object_or_404(_rows(request), pk=report_id), _letter(name, request)
    if form.is_valid():
        try:
            write(row, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            ring(deliver_quick)
            messages.success(request, done)
            return redirect("staff:settle", row.pk)
    return _page(request, row, **{name: form})


def _page(request: SignedIn, row: Report, **tried: LetterForm) -> HttpResponse:
    forms = {name: tried.get(name) or _letter(name) for name in ("answer_form", "warn_form")}
    return render(request, "staff/one_report.html", {"report": row} | forms, status=422 if tried else 200)


def _letter(name: str, request: SignedIn | None = None) -> LetterForm:
    """Two stand on one page."""
    return LetterForm(request.POST if request else None, auto_id=f"{name}_%s")


def _rows(request: SignedIn) -> ReportQuerySet:
    rows = Report.objects.readable_by(request.user).marked()
    return rows.select_related("reporter", "about", "circle", "settled_by")
