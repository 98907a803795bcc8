"""A reason on a card that is none for its reader, and the way back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.mail.errors import DomainError
from apps.matching.errors import ReasonGone
from apps.matching.forms import NoReasonForm
from apps.matching.grounds import in_words
from apps.matching.models import NoReason
from apps.matching.services import leaving_out
from apps.matching.views import card_pressed, find, on_card, refused, said
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
    words = {"reason": in_words(kind, fact), "name": suggestion.other(request.user).profile.first_name}
    sentence = _("No reason for you any more: %(reason)s. Nobody is told, and your settings can undo this.")
    # Whatever the rest of why it is not there any more, in the same words.
    gone = _(
        "No reason for you any more: %(reason)s. With it the suggestion of %(name)s has gone. Nobody is told, and your "
        "settings can undo this."
    )
    undo = reverse("matching:count_again", args=[no_reason.pk])
    return on_card(request, suggestion, sentence % words, gone=gone % words, undo=undo)


@require_POST
@login_required
def count_again(request: SignedIn, no_reason_id: int) -> HttpResponse:
    mine = NoReason.objects.select_related("fact__topic")
    no_reason = get_object_or_404(mine, user=request.user, pk=no_reason_id)
    leaving_out.count_again(no_reason)
    sentence = _("A reason again: %(reason)s.") % {"reason": in_words(no_reason.type, no_reason.fact)}
    card = card_pressed(request)
    back = "profiles:settings"
    return on_card(request, card, sentence, back=back) if card else said(request, sentence, back=back)
