"""Saying something of a suggestion by a link in a digest, without signing in. Looking changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.introductions.answer_links import undo_path
from apps.introductions.by_mail import Offer, counts, offered, over, said
from apps.introductions.mailed_words import words_of
from apps.introductions.models import Connection
from apps.introductions.services import mailing
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.matching.card_links import LATER, WISH, saying
from apps.matching.errors import SuggestionGone
from apps.matching.forms import MailedWishForm
from apps.matching.models import Dismissal, Suggestion
from apps.matching.services import wishing
from apps.profiles.models import User


@link_page
def say_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = saying(token)
        if found is None:
            raise Http404
        user, suggestion, value = found
        if suggestion is None:
            raise SuggestionGone
        if mailing.counts(wishing.KIND, suggestion.pk, user=user, at=timezone.now()):
            return _counts(request, user, suggestion)
        if _have_met(suggestion, told=request.user == user):
            return said(request, _("You have met"), _("You and %(name)s have met by now.") % _words(suggestion, user))
        return _wish(request, user, suggestion) if value == WISH else _pass_over(request, user, suggestion, value)
    except DomainError as error:
        return over(request, error)


def _wish(request: HttpRequest, user: User, suggestion: Suggestion) -> HttpResponse:
    waiting = mailing.waiting(wishing.KIND, suggestion.pk, user=user, at=timezone.now())
    if waiting and request.method == "GET":
        return redirect(undo_path(waiting))
    form = MailedWishForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return offered(request, user, _offer_of_wish(suggestion, user, form))
    value = form.cleaned_data["value"]
    if value != WISH:
        return _passed_over(request, user, suggestion, value)
    mailed = wishing.wish_by_mail(suggestion, by=user, at=timezone.now())
    return redirect(undo_path(mailed)) if mailed else _counts(request, user, suggestion)


def _counts(request: HttpRequest, user: User, suggestion: Suggestion) -> HttpResponse:
    return counts(request, words_of(wishing.KIND, suggestion.pk, user, at=timezone.now()))


def _have_met(suggestion: Suggestion, *, told: bool) -> bool:
    """As two, which both know. That they met in a group is for its people alone, and is `told` to whoever is signed in
    as one of them."""
    met = Connection.objects.filter(low=suggestion.low_id, high=suggestion.high_id)
    return (met if told else met.of_two()).exists()


def _pass_over(request: HttpRequest, user: User, suggestion: Suggestion, value: str) -> HttpResponse:
    if request.method == "POST":
        return _passed_over(request, user, suggestion, value)
    words = _words(suggestion, user)
    if value == LATER:
        if Dismissal.objects.filter(user=user, other=suggestion.other(user), until=None).exists():
            return _for_good(request)
        sentence = _("%(name)s, from #%(tag)s, is not suggested to you for eight weeks, and is told nothing of it.")
        offer = Offer(_("Not now?"), [sentence % words, _undo()], _("Not now"))
    else:
        sentence = _("%(name)s, from #%(tag)s, is not suggested to you again, and is told nothing of it.")
        offer = Offer(_("Not for you?"), [sentence % words, _undo()], _("Not for me"))
    return offered(request, user, offer)


def _passed_over(request: HttpRequest, user: User, suggestion: Suggestion, value: str) -> HttpResponse:
    if value == LATER:
        if wishing.put_off(suggestion, by=user, at=timezone.now()).until is None:
            return _for_good(request)
        return said(request, _("Not now"), f"{_('For eight weeks you are not suggested to each other.')} {_undo()}")
    wishing.dismiss(suggestion, by=user, at=timezone.now())
    return _for_good(request)


def _for_good(request: HttpRequest) -> HttpResponse:
    """Also where "not now" comes after "not for me", which stays."""
    return said(request, _("Not for you"), f"{_('You are not suggested to each other any more.')} {_undo()}")


def _offer_of_wish(suggestion: Suggestion, user: User, form: MailedWishForm) -> Offer:
    words = _words(suggestion, user)
    sentences = [
        _("If %(name)s, from #%(tag)s, would like it too, you are introduced. Nobody learns of it otherwise.") % words,
        _("It counts after ten minutes, in which you can undo it."),
    ]
    return Offer(_("Would you like to meet %(name)s?") % words, sentences, _("Confirm"), form)


def _words(suggestion: Suggestion, user: User) -> dict[str, str]:
    """A first name only: the mail told no less."""
    return {"name": suggestion.other(user).profile.first_name, "tag": suggestion.circle.tag}


def _undo() -> str:
    return _("Your settings can undo it.")
