"""Saying something of a suggestion by a link in a digest, without signing in. Looking changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.introductions.answer_links import undo_path
from apps.introductions.by_mail import Offer, offered, over, said
from apps.mail.errors import DomainError
from apps.matching.card_links import LATER, WISH, saying
from apps.matching.errors import SuggestionGone
from apps.matching.forms import MailedWishForm
from apps.matching.models import Suggestion
from apps.matching.services import wishing
from apps.profiles.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = saying(token)
        if found is None:
            raise Http404
        user, suggestion, value = found
        if suggestion is None:
            raise SuggestionGone
        return _wish(request, user, suggestion) if value == WISH else _pass_over(request, user, suggestion, value)
    except DomainError as error:
        return over(request, error)


def _wish(request: HttpRequest, user: User, suggestion: Suggestion) -> HttpResponse:
    form = MailedWishForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return offered(request, user, _offer_of_wish(suggestion, user, form))
    value = form.cleaned_data["value"]
    if value != WISH:
        return _passed_over(request, user, suggestion, value)
    return redirect(undo_path(wishing.wish_by_mail(suggestion, by=user, at=timezone.now())))


def _pass_over(request: HttpRequest, user: User, suggestion: Suggestion, value: str) -> HttpResponse:
    if request.method == "POST":
        return _passed_over(request, user, suggestion, value)
    words = _words(suggestion, user)
    if value == LATER:
        sentence = _("%(name)s, from #%(tag)s, is not suggested to you for eight weeks, and is told nothing of it.")
        offer = Offer(_("Not now?"), [sentence % words, _undo()], _("Not now"))
    else:
        sentence = _("%(name)s, from #%(tag)s, is not suggested to you again, and is told nothing of it.")
        offer = Offer(_("Not for you?"), [sentence % words, _undo()], _("Not for me"))
    return offered(request, user, offer)


def _passed_over(request: HttpRequest, user: User, suggestion: Suggestion, value: str) -> HttpResponse:
    if value == LATER:
        wishing.put_off(suggestion, by=user, at=timezone.now())
        return said(request, _("Not now"), f"{_('For eight weeks you are not suggested to each other.')} {_undo()}")
    wishing.dismiss(suggestion, by=user, at=timezone.now())
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
