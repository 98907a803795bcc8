from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from apps.introductions.models import Introduction
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.matching.explaining import figures
from apps.matching.forms import FromCardForm
from apps.matching.models import Dismissal, Suggestion
from apps.matching.services import wishing
from apps.matching.suggesting import suggestions_for
from apps.matching.taken_back import taken_back
from apps.profiles import bells
from apps.profiles.requests import SignedIn


@require_POST
@login_required
def wish(request: SignedIn, suggestion_id: int) -> HttpResponse:
    suggestion = find(request, suggestion_id)
    try:
        introduction = wishing.wish(suggestion, by=request.user, at=timezone.now(), told="told" in request.POST)
    except DomainError as error:
        return refused(request, error)
    if introduction:
        return _have_met(request, introduction)
    person = suggestion.other(request.user)
    if "told" in request.POST and suggestion.circle.shows_wishes:
        sentence = _(
            "If %(name)s would like it too, you will be introduced. Otherwise only the circle's curators learn of it."
        )
    else:
        sentence = _("If %(name)s would like it too, you will be introduced. Nobody learns of it otherwise.")
    more = reverse("matching:note", args=[suggestion.pk])
    undo = reverse("matching:take_back", args=[suggestion.pk])
    return said(request, sentence % {"name": person.profile.first_name}, undo=undo, more=more)


@require_POST
@login_required
def take_back(request: SignedIn, suggestion_id: int) -> HttpResponse:
    suggestion = find(request, suggestion_id)
    mine = suggestion.wishes.filter(user=request.user).select_related("suggestion__circle").first()
    try:
        wishing.take_back(suggestion, by=request.user)
    except DomainError as error:
        return refused(request, error)
    return on_card(request, suggestion, taken_back(mine), back="profiles:settings")


@require_POST
@login_required
def dismiss(request: SignedIn, suggestion_id: int) -> HttpResponse:
    suggestion = find(request, suggestion_id)
    try:
        dismissal = wishing.dismiss(suggestion, by=request.user, at=timezone.now())
    except DomainError as error:
        return refused(request, error)
    person = suggestion.other(request.user)
    sentence = _("%(name)s will not be suggested to you again, and is not told. Your settings can undo this.")
    undo = reverse("matching:undo", args=[dismissal.pk])
    return said(request, sentence % {"name": person.profile.first_name}, undo=undo, card=suggestion.pk)


@require_POST
@login_required
def undo(request: SignedIn, dismissal_id: int) -> HttpResponse:
    dismissal = get_object_or_404(
        Dismissal.objects.select_related("other__profile"), user=request.user, pk=dismissal_id
    )
    wishing.undo_dismissal(dismissal)
    name, card = {"name": dismissal.other.profile.first_name}, card_pressed(request)
    gone = _("%(name)s may be suggested to you again, when there is room on your home page.") % name
    if card is None:
        return said(request, gone, back="profiles:settings")
    return on_card(
        request, card, _("%(name)s may be suggested to you again.") % name, gone=gone, back="profiles:settings"
    )


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    return render(request, "matching/explained.html", {"figures": figures()})


def find(request: SignedIn, suggestion_id: int) -> Suggestion:
    shown = Suggestion.objects.visible_to(request.user)
    return get_object_or_404(shown.select_related("circle", "low__profile", "high__profile"), pk=suggestion_id)


def _have_met(request: SignedIn, introduction: Introduction) -> HttpResponse:
    ring(deliver_quick)
    bells.rung_for(request.user.pk)
    messages.success(request, _("Both of you wished for it. You have met."))
    return _go(request, reverse("introductions:conversation", args=[introduction.conversation.pk]))


def refused(request: SignedIn, error: DomainError) -> HttpResponse:
    messages.error(request, str(error))
    return _go(request, reverse("home"))


def said(
    request: SignedIn, sentence: str, *, back: str = "home", undo: str = "", more: str = "", card: int | None = None
) -> HttpResponse:
    """In the place of the card for htmx, else above the next page, where the settings lead on. `card`: the suggestion
    that an undo brings back."""
    if request.htmx:
        context = {"sentence": sentence, "undo": undo, "more": more, "card": card}
        return render(request, "matching/_said.html", context)
    if more:
        sentence = f"{sentence} {_('In your settings you can add a note, or take it back.')}"
    messages.success(request, sentence)
    return redirect(back)


def card_pressed(request: SignedIn) -> Suggestion | None:
    """The one from which an undo was pressed; none in the settings."""
    form = FromCardForm(request.user, request.POST)
    return form.cleaned_data["card"] if form.is_valid() else None


def on_card(
    request: SignedIn, suggestion: Suggestion, sentence: str, *, gone: str = "", undo: str = "", back: str = "home"
) -> HttpResponse:
    """The card as it is now, with what was said above it; `gone` alone where it is not before the reader any more."""
    cards = suggestions_for(request.user, at=timezone.now())
    card = next((card for card in cards if card.suggestion == suggestion), None)
    if card is None:
        return said(request, gone or sentence, back=back, undo=undo, card=suggestion.pk)
    if not request.htmx:
        return said(request, sentence, back=back)
    return render(request, "matching/_card.html", {"card": card, "sentence": sentence, "undo": undo})


def _go(request: SignedIn, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
