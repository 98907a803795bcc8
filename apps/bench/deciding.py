"""What a curator decides at the bench: each a plain form, after which the sitting goes on where it was."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.bench.forms import ApproveForm, HoldForm, PairForm, UndoForm
from apps.bench.models import Hold, Prepared
from apps.bench.services import holding, preparing
from apps.bench.views import UNDONE, Refused, bench_of, show
from apps.circles.models import Circle
from apps.mail.errors import DomainError
from apps.matching.models import NeverTogether
from apps.matching.services import parting
from apps.profiles.requests import SignedIn

Decision = Prepared | Hold | NeverTogether


@require_POST
@login_required
def approve(request: SignedIn, tag: str) -> HttpResponse:
    circle = bench_of(request, tag)
    form = ApproveForm(circle, request.user, request.POST)

    def decide() -> Prepared:
        people, note = form.cleaned_data["people"], form.cleaned_data["note"]
        return preparing.prepare(circle, people, by=request.user, note=note, at=timezone.now())

    return _decide(request, circle, form, "prepared", decide)


@require_POST
@login_required
def hold(request: SignedIn, tag: str) -> HttpResponse:
    circle = bench_of(request, tag)
    form = HoldForm(circle, request.user, request.POST)

    def decide() -> Hold:
        two, until, today = form.cleaned_data["people"], form.cleaned_data["until"], timezone.localdate()
        return holding.hold(circle, two, until=until, by=request.user, at=timezone.now(), today=today)

    return _decide(request, circle, form, "hold", decide)


@require_POST
@login_required
def never(request: SignedIn, tag: str) -> HttpResponse:
    circle = bench_of(request, tag)
    form = PairForm(circle, request.user, request.POST)

    def decide() -> NeverTogether:
        return parting.part(circle, form.cleaned_data["people"], by=request.user, at=timezone.now())

    return _decide(request, circle, form, "never", decide)


@require_POST
@login_required
def undo(request: SignedIn, tag: str) -> HttpResponse:
    """Pressed twice it is undone once."""
    circle = bench_of(request, tag)
    form = UndoForm(request.POST)
    try:
        undone = form.is_valid() and _undo(request, circle, form.cleaned_data["what"], form.cleaned_data["id"])
    except DomainError as error:
        messages.error(request, str(error))
        return go_on(request, circle)
    if undone:
        return go_on(request, circle, what=UNDONE)
    messages.info(request, _("There is nothing left to undo here."))
    return go_on(request, circle)


def _undo(request: SignedIn, circle: Circle, what: str, pk: int) -> bool:
    if what == "prepared":
        prepared = Prepared.objects.visible_to(request.user).filter(circle=circle, pk=pk).first()
        return prepared is not None and preparing.take_back(prepared, by=request.user)
    if what == "hold":
        held = Hold.objects.visible_to(request.user).filter(circle=circle, pk=pk).first()
        return held is not None and holding.release(held, by=request.user)
    parted = NeverTogether.objects.visible_to(request.user).filter(circle=circle, pk=pk).first()
    return parted is not None and parting.undo_part(parted, by=request.user)


def _decide(
    request: SignedIn, circle: Circle, form: PairForm, what: str, decide: Callable[[], Decision]
) -> HttpResponse:
    if not form.is_valid():
        errors = [str(error) for field in form.errors.values() for error in field]
        return _refuse(request, circle, errors[0])
    try:
        decision = decide()
    except DomainError as error:
        return _refuse(request, circle, str(error))
    return go_on(request, circle, what=what, pk=decision.pk)


def _refuse(request: SignedIn, circle: Circle, error: str) -> HttpResponse:
    """The same sitting, with what was typed where it was typed."""
    key = "-".join(sorted(request.POST.getlist("people"), key=lambda pk: (len(pk), pk)))
    typed = {name: request.POST.get(name, "") for name in ("note", "until")}
    return show(request, circle, refused=Refused(key, error, **typed))


def go_on(request: SignedIn, circle: Circle, *, what: str = "", pk: int = 0) -> HttpResponse:
    """To the proposal that came after."""
    url = reverse("bench:sitting", args=[circle.tag])
    following = request.POST.get("next", "")
    following = following if re.fullmatch(r"[0-9]{1,18}-[0-9]{1,18}", following, re.ASCII) else ""
    asked = {"did": f"{what}-{pk}" if pk else what, "next": following}
    query = urlencode({name: value for name, value in asked.items() if value})
    return redirect(url + (f"?{query}" if query else "") + (f"#pair-{following}" if following else ""))
