from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from apps.profiles.requests import SignedIn
from apps.staff import audit as log
from apps.staff.access import staff_only
from apps.staff.models import Report


@staff_only
@require_safe
def home(request: SignedIn) -> HttpResponse:
    return render(request, "staff/home.html", {"waiting": Report.objects.open().exists()})


@staff_only
@require_safe
def audit(request: SignedIn) -> HttpResponse:
    lines, more = log.lines(before=_moment(request.GET.get("before", "")))
    return render(request, "staff/audit.html", {"lines": lines, "more": more})


def _moment(written: str) -> datetime | None:
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
