"""Lists of an association: what was read, how far they are, and what staff do with them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.requests import SignedIn
from apps.staff.access import staff_only
from apps.staff.batch_form import BatchForm
from apps.staff.batches import progress
from apps.staff.models import Batch
from apps.staff.services import batching
from apps.staff.tasks import send_batches

SHOWN = 60


@staff_only
@require_safe
def batches(request: SignedIn) -> HttpResponse:
    rows = Batch.objects.whole().select_related("curator").order_by("-made_at", "-pk")
    return render(request, "staff/batches.html", {"batches": rows[:SHOWN]})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: SignedIn) -> HttpResponse:
    form = BatchForm(request.POST, request.FILES) if request.method == "POST" else BatchForm()
    if form.is_valid():
        words, reading = form.cleaned_data, form.cleaned_data["reading"]
        kept = {name: words[name] for name in ("name", "curator", "purpose", "per_day")}
        try:
            batch = batching.bring(reading, **kept, by=request.user, at=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("staff:batch", batch.pk)
    return render(request, "staff/new_batch.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@require_safe
def batch(request: SignedIn, batch_id: int) -> HttpResponse:
    return _page(request, _batch(batch_id))


@staff_only
@require_POST
def act(request: SignedIn, batch_id: int) -> HttpResponse:
    """`deed` says what; stopping is asked back, because nothing brings it back."""
    row, deed = _batch(batch_id), request.POST.get("deed", "")
    if deed == "stop" and "confirmed" not in request.POST:
        numbers = progress.total(progress.by_circle(row))
        return render(request, "staff/stop_batch.html", {"batch": row, "numbers": numbers})
    try:
        said = _DEEDS[deed](row, request)
    except KeyError:
        messages.error(request, _("Choose what is to happen."))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    gone = not Batch.objects.filter(pk=batch_id).exists()
    return redirect("staff:batches") if gone else redirect("staff:batch", batch_id)


def _start(row: Batch, request: SignedIn) -> str:
    batching.start(row, by=request.user, at=timezone.now())
    ring(deliver_quick)
    if row.curator == request.user:
        ring(send_batches)
        return _("Started. The first one goes out now.")
    return _("Started. The first one goes out in a day, and whoever invites can stop it before.")


def _pause(row: Batch, request: SignedIn) -> str:
    batching.pause(row, by=request.user, at=timezone.now())
    return _("Paused. Nothing more goes out until you go on.")


def _go_on(row: Batch, request: SignedIn) -> str:
    batching.go_on(row, by=request.user, at=timezone.now())
    ring(send_batches)
    return _("It goes on.")


def stopped(row: Batch, request: SignedIn) -> str:
    count = batching.stop(row, by=request.user, at=timezone.now())
    said = ngettext(
        "Stopped. One line never goes out, and is forgotten.",
        "Stopped. %(count)s lines never go out, and are forgotten.",
        count,
    )
    return said % {"count": count}


def _drop(row: Batch, request: SignedIn) -> str:
    batching.drop(row, by=request.user, at=timezone.now())
    return _("Thrown away. Nobody has heard of it.")


_DEEDS: dict[str, Callable[[Batch, SignedIn], str]] = {
    "start": _start,
    "pause": _pause,
    "go_on": _go_on,
    "stop": stopped,
    "drop": _drop,
}


def _batch(batch_id: int) -> Batch:
    return get_object_or_404(Batch.objects.whole().select_related("curator__profile", "by"), pk=batch_id)


def _page(request: SignedIn, row: Batch) -> HttpResponse:
    circles = progress.by_circle(row)
    numbers = progress.total(circles)
    unfinished = row.state in {Batch.State.RUNNING, Batch.State.PAUSED}
    page = {
        "batch": row,
        "circles": circles,
        "total": numbers,
        "days_left": progress.days_left(row, numbers),
        "bounced": progress.bounced_addresses(row),
        "stuck": progress.stuck_circles(row) if unfinished else [],
        "more_refused": row.refused - len(row.problems),
    }
    return render(request, "staff/batch.html", page)
