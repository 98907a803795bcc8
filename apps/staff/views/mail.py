from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.profiles.requests import SignedIn
from apps.staff import charts
from apps.staff.access import staff_only
from apps.staff.mail_figures import SHOWN, page_of


@staff_only
@require_safe
def mail(request: SignedIn) -> HttpResponse:
    context = {"page": page_of(timezone.now()), "width": charts.WIDTH, "height": charts.HEIGHT, "shown": SHOWN}
    return render(request, "staff/mail.html", context)
