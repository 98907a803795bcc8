"""Introducing by hand: two to six people, members or invited. Nobody is asked before it can be taken back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.bench.deciding import go_on
from apps.bench.forms import IntroduceForm, NoteForm
from apps.bench.models import Prepared
from apps.bench.services import preparing
from apps.bench.views import bench_of
from apps.circles.models import Circle
from apps.introductions.forms import LONGEST_ID
from apps.mail.errors import DomainError
from apps.profiles.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: SignedIn, tag: str) -> HttpResponse:
    circle, data = bench_of(request, tag), request.POST if request.method == "POST" else None
    chosen = {"people": _ids(request, "with"), "invited": _ids(request, "invited")}
    form = IntroduceForm(circle, request.user, timezone.now(), data, initial=chosen)
    prepared = _prepared(request, circle, form) if form.is_valid() else None
    if prepared:
        return go_on(request, circle, what="prepared", pk=prepared.pk)
    return _show(request, "bench/introduce.html", {"circle": circle, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: SignedIn, tag: str, prepared_id: int) -> HttpResponse:
    """The note of one that waits, for whoever wrote it."""
    circle = bench_of(request, tag)
    mine = Prepared.objects.visible_to(request.user).filter(by=request.user, circle=circle).with_people()
    prepared = get_object_or_404(mine, pk=prepared_id)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"note": prepared.note})
    if form.is_valid() and _reworded(request, prepared, form):
        return redirect("bench:sitting", tag)
    return _show(request, "bench/reword.html", {"circle": circle, "form": form, "prepared": prepared})


def _ids(request: SignedIn, name: str) -> list[int]:
    return [int(i) for i in request.GET.getlist(name) if i.isascii() and i.isdigit() and len(i) <= LONGEST_ID]


def _prepared(request: SignedIn, circle: Circle, form: IntroduceForm) -> Prepared | None:
    people, invited, note = (form.cleaned_data[name] for name in ("people", "invited", "note"))
    try:
        return preparing.prepare(circle, list(people), list(invited), by=request.user, note=note, at=timezone.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return None


def _reworded(request: SignedIn, prepared: Prepared, form: NoteForm) -> bool:
    try:
        done = preparing.reword(prepared, note=form.cleaned_data["note"], by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    if done:
        messages.success(request, _("Saved. This is what they will read."))
    else:
        messages.info(request, _("They have been asked by now."))
    return True


def _show(request: SignedIn, template: str, context: Mapping[str, Any]) -> HttpResponse:
    return render(request, template, dict(context), status=422 if context["form"].errors else 200)
