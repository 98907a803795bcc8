"""Answering by a link in a mail, without signing in. Looking changes nothing: programs that read mail open its links,
run what is on the pages, and press the buttons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.introductions.answer_links import NOT_NOW, YES, answering, undo_path, undoing
from apps.introductions.by_mail import Offer, Over, offered, over, said
from apps.introductions.forms import MailedAnswerForm
from apps.introductions.models import Introduction, MailedYes
from apps.introductions.services import mailing
from apps.introductions.services.answering import TooLate, let_pass_by_mail, say_yes_by_mail
from apps.mail.errors import DomainError
from apps.mail.templatetags.days import day
from apps.profiles import bells
from apps.profiles.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = answering(token, timezone.now())
        if found is None:
            raise Http404
        user, introduction, value = found
        if introduction is None:
            raise TooLate
        return _yes(request, user, introduction) if value == YES else _no(request, user, introduction, value)
    except DomainError as error:
        return over(request, error)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = undoing(token, timezone.now())
        if found is None:
            raise Http404
        user, mailed = found
        if mailed is None:
            raise Over(_("Your yes counts by now, or was taken back. Sign in to see how it stands."))
        return _undo(request, user, mailed)
    except DomainError as error:
        return over(request, error)


def _yes(request: HttpRequest, user: User, introduction: Introduction) -> HttpResponse:
    form = MailedAnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return offered(request, user, _offer_of_yes(introduction, user, form))
    value = form.cleaned_data["value"]
    if value != YES:
        return _let_pass(request, user, introduction, value)
    return redirect(undo_path(say_yes_by_mail(introduction, user=user, at=timezone.now())))


def _no(request: HttpRequest, user: User, introduction: Introduction, value: str) -> HttpResponse:
    if request.method == "POST":
        return _let_pass(request, user, introduction, value)
    return offered(request, user, _offer_of_no(introduction, user, value))


def _let_pass(request: HttpRequest, user: User, introduction: Introduction, value: str) -> HttpResponse:
    reason = NOT_NOW if value == NOT_NOW else ""
    let_pass_by_mail(introduction, user=user, reason=reason, at=timezone.now())
    bells.rung_for(user.pk)
    until = {"day": _until(introduction, user)}
    words = _("Nobody else learns of it. Until %(day)s you can say yes after all, by the mail or on your page.") % until
    return said(request, _("You let it pass"), words)


def _undo(request: HttpRequest, user: User, mailed: MailedYes) -> HttpResponse:
    if request.method == "POST":
        if not mailing.undo(mailed, at=timezone.now()):
            raise Over(_("Your yes counts by now, or was taken back. Sign in to see how it stands."))
        return said(request, _("Taken back"), _("The yes from the mail counts for nothing, and nobody learns of it."))
    counts = time_format(timezone.localtime(mailed.counts_at, user.profile.zone), "TIME_FORMAT")
    sentences = [
        _("It counts from %s on. Until then it is no answer to anybody, and you can undo it on this page.") % counts,
        _("You need not do anything else."),
    ]
    return offered(request, user, Offer(_("You said yes"), sentences, _("Undo it")))


def _offer_of_yes(introduction: Introduction, user: User, form: MailedAnswerForm) -> Offer:
    words = _words(introduction, user)
    sentences = [
        _("An introduction in #%(tag)s, until %(day)s.") % words,
        _("A yes counts after ten minutes, in which you can undo it. Nobody learns of a no, or of no answer."),
    ]
    return Offer(_("Would you like to meet %(names)s?") % words, sentences, _("Confirm"), form)


def _offer_of_no(introduction: Introduction, user: User, value: str) -> Offer:
    words = _words(introduction, user)
    if value == NOT_NOW:
        title, button = _("Not now?"), _("Not now")
        then = _("After eight weeks you may be asked again.")
    else:
        title, button = _("Not for you?"), _("Not for me")
        then = _("You are not asked it again.")
    sentences = [
        _("You let this introduction to %(names)s in #%(tag)s pass. Nobody else learns of it.") % words,
        f"{then} {_('Until %(day)s you can say yes after all.') % words}",
    ]
    return Offer(title, sentences, button)


def _words(introduction: Introduction, user: User) -> dict[str, str]:
    """First names only: the mail told no less."""
    names = [person.profile.first_name for person in introduction.people if person != user]
    return {
        "names": get_text_list(names, _("and")),
        "tag": introduction.circle.tag,
        "day": _until(introduction, user),
    }


def _until(introduction: Introduction, user: User) -> str:
    with timezone.override(user.profile.zone):
        return day(timezone.localtime(introduction.closes_at))
