from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from apps.introductions.models import PitchReport
from apps.profiles.mapping import Dot, Map
from apps.profiles.places import Point
from apps.profiles.requests import SignedIn
from apps.profiles.towns.making import is_there
from apps.staff import audit as log
from apps.staff.access import staff_only
from apps.staff.models import Report


@staff_only
@require_safe
def home(request: SignedIn) -> HttpResponse:
    reports = Report.objects.open().readable_by(request.user)
    waiting = reports.exists() or PitchReport.objects.handed_to(request.user).unlooked().exists()
    towns = is_there(Path(settings.TOWNS_DIR))
    return render(request, "staff/home.html", {"waiting": waiting, "towns": towns})


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
    dots = [Dot(196, 24, 3, "Sherman", 202, 24, "start"), Dot(140, 148, 3, "Springfield", 140, 168, "middle")]
    sample = Map(Point(39.8, -89.64), 25, dots, bar=58, bar_km=5)
    return render(request, "styleguide.html", {"map": sample})


def _moment(written: str) -> datetime | None:
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
