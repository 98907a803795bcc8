import json
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.circles.listing import listed_circles
from apps.digests.circles_say import PREVIEW
from apps.digests.composing import Today, today
from apps.digests.forms import MailsForm, ScheduleForm
from apps.digests.mails import UNSUBSCRIBE, UNSUBSCRIBE_AGE, render_digest
from apps.digests.models import Cadence, DigestSchedule
from apps.digests.sections import comes_at
from apps.digests.services import schedules, unwanting
from apps.digests.services.carrying import forget_quiet, note_seen
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.mail.outages import if_possible, is_outage
from apps.mail.pages import mail_page
from apps.matching.models import Showing
from apps.matching.services.telling import note_told
from apps.matching.suggesting import show
from apps.profiles.link_holders import holder_of
from apps.profiles.models import User
from apps.profiles.paused_addresses import main_pause_of
from apps.profiles.requests import SignedIn


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return render(request, "front.html", _demo() | {"listed": listed_circles(None)})
    at = timezone.now()
    now = _today(user, at)
    if_possible(lambda: show(now.cards, user, Showing.Place.HOME, at=at))
    if_possible(lambda: note_told(now.newly, user, at=at))
    if_possible(lambda: note_seen(now.said, at=at))
    if now.quiet_on:
        if_possible(lambda: forget_quiet(user))
    page = {"today": now, "hour": timezone.localtime(at).hour, "pauses": main_pause_of(user)}
    return render(request, "digests/home.html", page)


def _today(user: User, at: datetime) -> Today:
    """Where nothing can be written for a while there are no new suggestions; all the rest can be read."""
    try:
        return today(user, at=at)
    except DatabaseError as error:
        if not is_outage(error):
            raise
        return today(user, at=at, suggest=False)


@login_required
@require_safe
def preview(request: SignedIn) -> HttpResponse:
    """What a digest would say if it went out now."""
    now = _now(request)
    mail = render_digest(request.user, now) if now.worth_a_mail else None
    schedule = DigestSchedule.objects.filter(user=request.user).first()
    context = {"mail": mail, "next_at": comes_at(schedule, request.user) if schedule else None, "schedule": schedule}
    return render(request, "digests/preview.html", context)


@login_required
@require_safe
def preview_html(request: SignedIn) -> HttpResponse:
    now = _now(request)
    if not now.worth_a_mail:
        raise Http404
    return mail_page(render_digest(request.user, now).html)


@login_required
@require_POST
def choose(request: SignedIn) -> HttpResponse:
    form = ScheduleForm(request.POST)
    if form.is_valid():
        schedules.choose_schedule(request.user, **form.cleaned_data, at=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose how often, a day and an hour."))
    return redirect("profiles:settings")


@login_required
@require_POST
def choose_mails(request: SignedIn) -> HttpResponse:
    form = MailsForm(request.user, request.POST)
    if form.is_valid():
        wanted = form.cleaned_data["wanted"]
        unwanting.choose_kinds(request.user, offered=form.offered, wanted=wanted, at=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose among the mails that are named here."))
    return redirect("profiles:settings")


@link_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = holder_of(UNSUBSCRIBE, token, max_age=UNSUBSCRIBE_AGE)
    except DomainError as error:
        return render(request, "digests/unsubscribe.html", {"sorry": str(error)}, status=410)
    if found is None:
        raise Http404
    reader = found[0]
    if request.method == "POST":
        schedules.stop(reader)
    stopped = DigestSchedule.objects.filter(user=reader, cadence=Cadence.NEVER).exists()
    return render(request, "digests/unsubscribe.html", {"done": stopped, "reader": reader})


def _now(request: SignedIn) -> Today:
    return today(request.user, at=timezone.now(), digest=PREVIEW)


def _demo() -> dict[str, object]:
    """The log-ins of the invented network, where it is loaded."""
    path = settings.DATA_DIR / "demo-logins.json"
    if not settings.LOCAL or not path.exists():
        return {"demo_loaded": False}
    return {"demo_loaded": True, "demo_logins": json.loads(path.read_text(encoding="utf-8"))}
