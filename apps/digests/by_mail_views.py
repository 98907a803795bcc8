"""Pausing, and ending a kind of mail, by a link in a mail, without signing in. Looking changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.digests.mail_kinds import KINDS, STOP, STOP_AGE
from apps.digests.models import UnwantedMail
from apps.digests.pause_links import ends_on, pausing
from apps.digests.services.pausing import pause_until
from apps.digests.services.unwanting import stop_kind
from apps.introductions.by_mail import Offer, offered, over, said
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.mail.templatetags.days import day
from apps.profiles import bells
from apps.profiles.link_holders import holder_of


@link_page
def pause_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        user = pausing(token)
    except DomainError as error:
        return over(request, error)
    if user is None:
        raise Http404
    until = ends_on(user, timezone.now())
    if request.method == "POST":
        pause_until(user, until, at=timezone.now())
        bells.rung_for(user.pk)
        return said(request, _("You are paused"), _("Nobody is told. Your settings end the pause at any time."))
    sentences = [
        _("Until %s nobody new is suggested to you, nobody is asked to meet you, and no digest comes.") % day(until),
        _("Nobody is told: it looks like silence. Your conversations go on, and your settings end it at any time."),
    ]
    return offered(request, user, Offer(_("Pause for a month?"), sentences, _("Pause until %s") % day(until)))


@link_page
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = holder_of(STOP, token, max_age=STOP_AGE)
    except DomainError as error:
        return over(request, error)
    kind = found[1]["kind"] if found else ""
    if found is None or kind not in KINDS:
        raise Http404
    reader = found[0]
    if request.method == "POST":
        stop_kind(reader, kind, at=timezone.now())
    stopped = UnwantedMail.objects.filter(user=reader, kind=kind).exists()
    page = {"kind": KINDS[kind], "done": stopped, "reader": reader}
    return render(request, "digests/stop.html", page)
