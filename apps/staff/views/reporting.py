"""Telling the staff. An invited person without an account can, too, by the link in their hand."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.mail.doorbell import ring
from apps.mail.tasks import deliver_quick
from apps.profiles.models import User
from apps.profiles.tempo import slow_down, too_fast
from apps.staff.forms import ReportForm
from apps.staff.models import Report
from apps.staff.reportable import Reported, find
from apps.staff.services import reporting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    return _report(request, kind, key) if kind == Report.Kind.INVITATION else _signed_in(request, kind, key)


@login_required
def _signed_in(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    return _report(request, kind, key)


def _report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    reported = find(kind, key, reader=request.user, at=timezone.now())
    if reported is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _sent(request, reported, form.cleaned_data["words"])
    page = {"reported": reported, "form": form, "read": reporting.readers(reported).exists()}
    return render(request, "staff/report.html", page, status=422 if form.errors else 200)


def _sent(request: HttpRequest, reported: Reported, words: str) -> HttpResponse:
    reporter = request.user if isinstance(request.user, User) else None
    if too_fast(request, "report", "10/h/user" if reporter else "10/h/ip"):
        return slow_down(request)
    reporting.report(reported, reporter=reporter, words=words, at=timezone.now())
    ring(deliver_quick)
    page = {"reported": reported, "read": reporting.readers(reported).exists()}
    return render(request, "staff/report_sent.html", page)
