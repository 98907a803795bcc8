"""The open envelope, what one puts into it, and the word to whoever introduced one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.instance.refused import focus_on_what_is_wrong
from apps.introductions import envelopes, tidings
from apps.introductions.envelope_forms import EnclosureForm, TidingForm, form_for
from apps.introductions.models import Conversation, Introduction, Tiding
from apps.introductions.services import thanking
from apps.introductions.services.enclosing import enclose as put_into
from apps.introductions.views.introduction import page as ask_page
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import slots
from apps.profiles.requests import SignedIn, as_id


@login_required
@require_safe
def envelope(request: SignedIn, introduction_id: int) -> HttpResponse:
    return _page(request, _conversation(request, introduction_id))


@login_required
@require_POST
def enclose(request: SignedIn, introduction_id: int) -> HttpResponse:
    """What goes with a yes that is given already."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user), pk=introduction_id)
    form = form_for(request.user, introduction, request.POST)
    if form.is_valid():
        try:
            put_into(introduction, user=request.user, enclosed=form.enclosed, at=timezone.now())
        except DomainError as error:
            form.add_error("question", str(error))
    opened = _conversations(request).filter(introduction=introduction).first()
    if form.errors:
        return _page(request, opened, form) if opened else ask_page(request, introduction.pk, form)
    messages.success(request, _("Saved."))
    return redirect("introductions:envelope" if opened else "introductions:detail", introduction.pk)


@login_required
@require_POST
def tell(request: SignedIn, introduction_id: int) -> HttpResponse:
    """Thanks to the introducer, or that they met."""
    conversation = _conversation(request, introduction_id)
    form = TidingForm(request.POST, auto_id="sent-%s")
    if form.is_valid():
        try:
            thanking.tell(conversation, user=request.user, **form.cleaned_data, at=timezone.now())
        except DomainError as error:
            form.add_error("words", str(error))
    if form.errors:
        return _page(request, conversation, tiding_form=form)
    ring(deliver_quick)
    return redirect("introductions:envelope", introduction_id)


@login_required
@require_POST
def take_back(request: SignedIn, introduction_id: int) -> HttpResponse:
    conversation = _conversation(request, introduction_id)
    form = TidingForm(request.POST)
    if form.is_valid():
        try:
            thanking.take_back(conversation, user=request.user, kind=form.cleaned_data["kind"], at=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
    return redirect("introductions:envelope", introduction_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: SignedIn) -> HttpResponse:
    """What people whom one introduced have let one know. A POST puts some of it away from the home page."""
    user, at = request.user, timezone.now()
    if request.method == "POST":
        tidings.put_away(user, [pk for word in request.POST.getlist("tiding") if (pk := as_id(word))], at=at)
        return redirect("home")
    return render(request, "introductions/tidings.html", {"told": tidings.told(user, at=at)})


def _conversation(request: SignedIn, introduction_id: int) -> Conversation:
    return get_object_or_404(_conversations(request), introduction=introduction_id)


def _conversations(request: SignedIn) -> QuerySet[Conversation]:
    found = Conversation.objects.visible_to(request.user).as_read_by(request.user)
    return found.select_related("introduction__circle", "introduction__made_by__profile")


def _page(
    request: SignedIn,
    conversation: Conversation,
    form: EnclosureForm | None = None,
    tiding_form: TidingForm | None = None,
) -> HttpResponse:
    opened = envelopes.opened(conversation, request.user)
    context: dict[str, Any] = {
        "envelope": opened,
        "conversation": conversation,
        # What one has written is an answer, if it is to be one.
        "asked": "" if conversation.has_written else opened.asked,
        "form": form or form_for(request.user, opened.introduction),
        "words": _words(request, opened, tiding_form),
        "why": slots.render(
            "envelope", request, introduction=opened.introduction, people=[request.user, *opened.others]
        ),
    }
    for sent in filter(None, (form, tiding_form)):
        focus_on_what_is_wrong(sent)
    wrong = bool((form and form.errors) or tiding_form)
    return render(request, "introductions/envelope.html", context, status=422 if wrong else 200)


def _words(request: SignedIn, opened: envelopes.Envelope, sent: TidingForm | None) -> dict[str, Any]:
    """By kind: its form, what was said, and whether it has been told."""
    if opened.introducer is None:
        return {}
    said = thanking.said(opened.introduction, request.user, at=timezone.now())
    back = sent and sent.data.get("kind")
    kinds = {kind: sent if back == kind else TidingForm(auto_id=f"{kind}-%s") for kind in Tiding.Kind.values}
    return {kind: (form, *said.get(kind, (None, False))) for kind, form in kinds.items()}
