from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
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
    waiting = Report.objects.open().readable_by(request.user).exists()
    return render(request, "staff/home.html", {"waiting": waiting})


@staff_only
@require_safe
def audit(request: SignedIn) -> HttpResponse:
    lines, more = log.lines(request.user, before=_moment(request.GET.get("before", "")))
    return render(request, "staff/audit.html", {"lines": lines, "more": more})


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample words: on a machine of one's own for whoever builds, elsewhere for staff."""
    show = staff_only(_components) if not settings.LOCAL else _components
    return show(request)


def _components(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide.html")


def _moment(written: str) -> datetime | None:
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
