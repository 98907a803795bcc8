"""Answering by a link in a mail, without signing in. Looking changes nothing: programs that read mail open its links,
run what is on the pages, and press the buttons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.introductions.answer_links import NOT_NOW, YES, answering, undo_path, undoing
from apps.introductions.by_mail import Offer, Over, counts, kept_away, offered, over, said, waits
from apps.introductions.forms import MailedAnswerForm
from apps.introductions.mailed_words import words_of
from apps.introductions.models import Introduction
from apps.introductions.services import mailing
from apps.introductions.services.answering import (
    KIND,
    ClosesSoon,
    KeepsAway,
    TooLate,
    let_pass_by_mail,
    say_yes_by_mail,
)
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.mail.templatetags.days import day
from apps.profiles import bells
from apps.profiles.models import User


@link_page
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = answering(token, timezone.now())
        if found is None:
            raise Http404
        user, introduction, value = found
        if introduction is None:
            raise TooLate
        if mailing.counts(KIND, introduction.pk, user=user, at=timezone.now()):
            return _counts(request, user, introduction)
        return _yes(request, user, introduction) if value == YES else _no(request, user, introduction, value)
    except ClosesSoon as error:
        return over(request, error, title=_("A few minutes are left"))
    except DomainError as error:
        return over(request, error)


@link_page
def undo_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = undoing(token)
        if found is None:
            raise Http404
        return _undo(request, *found)
    except DomainError as error:
        return over(request, error)


def _yes(request: HttpRequest, user: User, introduction: Introduction) -> HttpResponse:
    waiting = mailing.waiting(KIND, introduction.pk, user=user, at=timezone.now())
    if waiting and request.method == "GET":
        return redirect(undo_path(waiting))
    form = MailedAnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return offered(request, user, _offer_of_yes(introduction, user, form))
    value = form.cleaned_data["value"]
    if value != YES:
        return _let_pass(request, user, introduction, value)
    try:
        theirs = request.user == user
        mailed = say_yes_by_mail(introduction, user=user, at=timezone.now(), to_themselves=theirs)
    except KeepsAway as error:
        return kept_away(request, error)
    return redirect(undo_path(mailed)) if mailed else _counts(request, user, introduction)


def _no(request: HttpRequest, user: User, introduction: Introduction, value: str) -> HttpResponse:
    if request.method == "POST":
        return _let_pass(request, user, introduction, value)
    return offered(request, user, _offer_of_no(introduction, user, value))


def _let_pass(request: HttpRequest, user: User, introduction: Introduction, value: str) -> HttpResponse:
    reason = NOT_NOW if value == NOT_NOW else ""
    if not let_pass_by_mail(introduction, user=user, reason=reason, at=timezone.now()):
        return _counts(request, user, introduction)
    bells.rung_for(user.pk)
    until = {"day": _until(introduction, user)}
    after_all = _("Until %(day)s you can say yes after all, by the mail or on your page.") % until
    return said(request, _("You let it pass"), f"{_('Nobody else learns of it.')} {_then(value)} {after_all}")


def _counts(request: HttpRequest, user: User, introduction: Introduction) -> HttpResponse:
    return counts(request, words_of(KIND, introduction.pk, user, at=timezone.now()))


def _undo(request: HttpRequest, user: User, kind: str, about: int) -> HttpResponse:
    now = timezone.now()
    mailed = mailing.waiting(kind, about, user=user, at=now)
    if mailed and request.method != "POST":
        return waits(request, user, words_of(kind, about, user, at=now), mailed.counts_at)
    if mailed and mailing.undo(mailed, at=now):
        return said(request, _("Taken back"), _("The yes from the mail counts for nothing, and nobody learns of it."))
    if mailing.counts(kind, about, user=user, at=now):
        return counts(request, words_of(kind, about, user, at=now))
    raise Over(_("There is nothing to undo here any more. Sign in to see how it stands."))


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
    else:
        title, button = _("Not for you?"), _("Not for me")
    sentences = [
        _("You let this introduction to %(names)s in #%(tag)s pass. Nobody else learns of it.") % words,
        f"{_then(value)} {_('Until %(day)s you can say yes after all.') % words}",
    ]
    return Offer(title, sentences, button)


def _then(value: str) -> str:
    return _("After eight weeks you may be asked again.") if value == NOT_NOW else _("You are not asked it again.")


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
