"""Introducing by hand: two to six people, members or invited. Nobody is asked before it can be taken back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
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

LONGEST_WORDS = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: SignedIn, tag: str) -> HttpResponse:
    circle, data = bench_of(request, tag), request.POST if request.method == "POST" else None
    if "find" in request.POST:
        return _find(request, circle)
    chosen = {"people": _ids(request.GET, "with"), "invited": _ids(request.GET, "invited")}
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


def _find(request: SignedIn, circle: Circle) -> HttpResponse:
    """The same page with the people of a name, and all that was ticked and written. Nothing is sent."""
    words = request.POST.get("q", "").replace("\0", "")[:LONGEST_WORDS].strip()
    typed: dict[str, Any] = {name: _ids(request.POST, name) for name in ("people", "invited")}
    typed["note"] = request.POST.get("note", "")
    form = IntroduceForm(circle, request.user, timezone.now(), initial=typed)
    form.narrow(words)
    return _show(request, "bench/introduce.html", {"circle": circle, "form": form, "looked": True, "words": words})


def _ids(given: QueryDict, name: str) -> list[int]:
    return [int(i) for i in given.getlist(name) if i.isascii() and i.isdigit() and len(i) <= LONGEST_ID]


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
