"""A reason on a card that is none for its reader, and the way back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.mail.errors import DomainError
from apps.matching.errors import ReasonGone
from apps.matching.forms import FromCardForm, NoReasonForm
from apps.matching.grounds import in_words
from apps.matching.models import NoReason, Suggestion
from apps.matching.services import leaving_out
from apps.matching.suggesting import suggestions_for
from apps.matching.views import find, refused, said
from apps.profiles.requests import SignedIn


@require_POST
@login_required
def leave_out(request: SignedIn, suggestion_id: int) -> HttpResponse:
    suggestion, form = find(request, suggestion_id), NoReasonForm(request.user, request.POST)
    try:
        if not form.is_valid():
            raise ReasonGone
        kind, fact = form.cleaned_data["type"], form.cleaned_data["fact"]
        no_reason = leaving_out.leave_out(kind, fact, by=request.user, at=timezone.now())
    except DomainError as error:
        return refused(request, error)
    sentence = _("No reason for you any more: %(reason)s. Nobody is told, and your settings can undo this.")
    undo = reverse("matching:count_again", args=[no_reason.pk])
    return _on_card(request, suggestion, sentence % {"reason": in_words(kind, fact)}, undo=undo)


@require_POST
@login_required
def count_again(request: SignedIn, no_reason_id: int) -> HttpResponse:
    mine = NoReason.objects.select_related("fact__topic")
    no_reason = get_object_or_404(mine, user=request.user, pk=no_reason_id)
    leaving_out.count_again(no_reason)
    sentence = _("A reason again: %(reason)s.") % {"reason": in_words(no_reason.type, no_reason.fact)}
    form = FromCardForm(request.user, request.POST)
    card = form.cleaned_data["card"] if form.is_valid() else None
    return _on_card(request, card, sentence) if card else said(request, sentence, back="profiles:settings")


def _on_card(request: SignedIn, suggestion: Suggestion, sentence: str, *, undo: str = "") -> HttpResponse:
    """The card as it is now, with what was said above it; alone where too little is left to be said for it."""
    cards = suggestions_for(request.user, at=timezone.now()) if request.htmx else []
    card = next((card for card in cards if card.suggestion == suggestion), None)
    if card is None:
        return said(request, sentence, undo=undo, card=suggestion.pk)
    return render(request, "matching/_card.html", {"card": card, "sentence": sentence, "undo": undo})
