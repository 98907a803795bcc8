from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.bench import limits
from apps.bench.sitting import Sitting, sit_down
from apps.circles.models import Circle
from apps.profiles.requests import SignedIn

UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that could not be: about whom, why, and what was typed."""

    key: str
    error: str
    note: str = ""
    until: str = ""


@require_safe
@login_required
def sitting(request: SignedIn, tag: str) -> HttpResponse:
    """A curator's few minutes with one circle."""
    return show(request, bench_of(request, tag))


def bench_of(request: SignedIn, tag: str) -> Circle:
    return get_object_or_404(Circle.objects.curated_by(request.user).running(), tag=tag)


def show(request: SignedIn, circle: Circle, *, refused: Refused | None = None) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    found = sit_down(circle, curator=request.user, at=now, today=today)
    keys = [proposal.key for proposal in found.proposals]
    context = {
        "circle": circle,
        "sitting": found,
        "lines": list(zip(found.proposals, [*keys[1:], ""], strict=False)),
        "done": _done(found, request.GET.get("did", "")),
        "next": request.GET.get("next", "") if request.GET.get("next", "") in keys else "",
        "refused": refused,
        "elsewhere": refused is not None and refused.key not in keys,
        "tomorrow": today + timedelta(days=1),
        "usual": today + limits.USUAL_HOLD,
        "latest": today + limits.LONGEST_HOLD,
    }
    return render(request, "bench/sitting.html", context, status=422 if refused else 200)


def _done(found: Sitting, did: str) -> dict[str, object]:
    """What was decided a moment ago, as long as it still stands, to take it back; or that it was taken back."""
    if did == UNDONE:
        return {"what": UNDONE}
    what, _dash, pk = did.partition("-")
    kinds: dict[str, Sequence[Model]] = {"prepared": found.prepared, "hold": found.holds, "never": found.nevers}
    row = next((row for row in kinds.get(what, []) if str(row.pk) == pk), None)
    return {"what": what, "row": row} if row else {}
