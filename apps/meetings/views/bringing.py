"""The meetings that come, and bringing one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles.views.access import page_number
from apps.instance.refused import focus_on_what_is_wrong
from apps.mail.errors import DomainError
from apps.meetings import pages
from apps.meetings.forms import BringForm
from apps.meetings.forwarding_mails import address_of
from apps.meetings.models import Meeting
from apps.meetings.sections import evening_of
from apps.meetings.services import forgetting
from apps.meetings.services.bringing import Brought, bring_calendar, bring_words
from apps.profiles.requests import SignedIn
from apps.profiles.tempo import too_fast

READINGS = "20/h/user"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def coming(request: SignedIn) -> HttpResponse:
    form = BringForm(request.POST or None, request.FILES or None) if request.method == "POST" else BringForm()
    if request.method == "POST" and form.is_valid() and (brought := _brought(request, form)):
        return _told(request, brought)
    if form.is_bound:
        focus_on_what_is_wrong(form)
    now, page = timezone.now(), page_number(request)
    listed, more = pages.coming(request.user, at=now, page=page)
    if page > 1 and not listed and not request.htmx:
        # What stood there is over by now; that there is nothing at all is the first page's to say.
        return redirect("meetings:coming")
    context = {
        "form": form,
        "coming": listed,
        "set_aside": pages.set_aside(request.user, at=now) if page == 1 else [],
        "lately": pages.lately(request.user, at=now) if page == 1 else [],
        "more": f"?page={page + 1}" if more else "",
        "takes_mail": bool(settings.INBOUND_ADDRESS),
        "forward_to": address_of(request.user),
        **evening_of(request.user),
    }
    if request.htmx and page > 1:
        return render(request, "meetings/_rows.html", context)
    return render(request, "meetings/coming.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def forget_all(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return render(request, "meetings/forget_all.html")
    forgetting.forget_all(request.user)
    messages.success(request, _("All your meetings are forgotten here. Your calendar knows nothing of it."))
    return redirect("meetings:coming")


def _brought(request: SignedIn, form: BringForm) -> Brought | None:
    """Nothing where it could not be read; why not stands in the form, beside what was typed."""
    if too_fast(request, "meetings", READINGS):
        form.add_error(None, _("You have brought twenty within an hour. Try again in a while."))
        return None
    calendar, now = form.calendar, timezone.now()
    try:
        if calendar is not None:
            return bring_calendar(request.user, calendar, source=Meeting.Source.FILE, at=now)
        words = form.cleaned_data
        return bring_words(request.user, words["written"], title=words["title"], starts_at=words["when"], at=now)
    except DomainError as error:
        form.add_error("file" if form.cleaned_data["file"] else "written", str(error))
        return None


def _told(request: SignedIn, brought: Brought) -> HttpResponse:
    """Where one was brought, to it."""
    met = brought.outcome.meetings
    if len(met) == 1 and brought.read == 1 and not brought.cut:
        return redirect("meetings:meeting", met[0].slug)
    messages.success(request, brought.sentence) if met else messages.info(request, brought.sentence)
    return redirect("meetings:coming")
