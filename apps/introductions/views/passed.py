"""What one let pass: the reason of a no, reopening, and to whom one never wants to be introduced."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.introductions import passed
from apps.introductions.answered import answered
from apps.introductions.forms import ReasonForm
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services import keeping_away, passing
from apps.introductions.unseen import unseen_of
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import slots
from apps.profiles.models import Profile, User
from apps.profiles.requests import SignedIn

LONGEST = 100


@login_required
@require_safe
def let_pass(request: SignedIn) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    said_no = answered(request.user, Answer.Value.NO, at=timezone.now())
    never, sections = passed.never_with(request.user), slots.render("passed", request)
    context = {
        "said_no": said_no,
        "lines": passed.let_pass(request.user, at=timezone.now()),
        "never": never,
        "words": words,
        "found": passed.found_by_name(request.user, words),
        "sections": sections,
        "something_else": bool(said_no or never or sections),
    }
    return render(request, "introductions/passed.html", context)


@login_required
@require_POST
def reason(request: SignedIn, introduction_id: int) -> HttpResponse:
    introduction, form = _own(request, introduction_id), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers, or rather not say."))
    else:
        given = form.cleaned_data["reason"]
        sentence = _("Kept. It changes only what is suggested to you.") if given else _("Nothing is kept of why.")
        _try(request, sentence, lambda: passing.give_reason(introduction, user=request.user, reason=given))
    if request.POST.get("back") == "passed":
        return redirect("introductions:passed")
    return redirect("introductions:detail", introduction_id)


@login_required
@require_POST
def reopen(request: SignedIn, introduction_id: int) -> HttpResponse:
    """value=no closes again what was reopened."""
    introduction, user, now = _own(request, introduction_id), request.user, timezone.now()
    if request.POST.get("value") == Answer.Value.NO:
        sentence = _("Closed again. Nobody learns of it.")
        _try(request, sentence, lambda: passing.close_again(introduction, user=user, at=now))
    else:
        sentence = _("Open again. Nobody is told that you had let it pass.")
        _try(request, sentence, lambda: passing.reopen(introduction, user=user, at=now))
    return redirect("introductions:passed")


@login_required
@require_POST
def never(request: SignedIn, user_id: int) -> HttpResponse:
    """With somebody whose page one may open."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user).select_related("user"), user__pk=user_id)
    if profile.user == request.user:
        raise Http404
    return _keep_away(request, profile.user, None)


@login_required
@require_POST
def never_from(request: SignedIn, introduction_id: int) -> HttpResponse:
    """With the other one of two who are asked, who may be known by a first name alone."""
    seen = Introduction.objects.visible_to(request.user).select_related("circle").prefetch_related("answers__user")
    introduction = get_object_or_404(seen, pk=introduction_id)
    others = [user for user in introduction.people if user != request.user]
    if len(others) != 1:
        raise Http404
    sealed = unseen_of(introduction, others, request.user)
    return _keep_away(request, others[0], introduction if sealed else None)


@login_required
@require_POST
def take_back(request: SignedIn, never_id: int) -> HttpResponse:
    row = get_object_or_404(NeverWith.objects.of(request.user), pk=never_id)
    keeping_away.take_back(row, at=timezone.now())
    ring(deliver_quick)
    messages.success(request, _("Taken back. You may be introduced to each other again."))
    return redirect("introductions:passed")


def _own(request: SignedIn, introduction_id: int) -> Introduction:
    """Also one that is gone for its people since: what one said oneself stays one's own. Not one that waits for room:
    its number would tell of it."""
    asked = Introduction.objects.filter(shadow=False, answers__user=request.user, answers__put_at__isnull=False)
    return get_object_or_404(asked, pk=introduction_id)


def _keep_away(request: SignedIn, other: User, known_from: Introduction | None) -> HttpResponse:
    sentence = _("You will not be introduced to each other. They are not told. You can take it back here.")
    at = timezone.now()
    _try(request, sentence, lambda: keeping_away.keep_away(request.user, other, at=at, known_from=known_from))
    return redirect("introductions:passed")


def _try(request: SignedIn, sentence: str, service: Callable[[], object]) -> None:
    try:
        service()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
