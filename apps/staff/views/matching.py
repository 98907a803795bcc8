from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.matching.models import MatchingReport
from apps.matching.report.periods import running
from apps.profiles.requests import SignedIn
from apps.staff import charts
from apps.staff.access import staff_only
from apps.staff.matching_figures import page_of


@staff_only
@require_safe
def report(request: SignedIn) -> HttpResponse:
    """What is kept; nothing is worked out while somebody looks."""
    reports = MatchingReport.objects.of_a_year()
    context = {
        "page": page_of(reports) if reports else None,
        "next": running(timezone.now()),
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
        "row": charts.ROW,
    }
    return render(request, "staff/matching.html", context)
