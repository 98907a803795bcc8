from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.bench.proposals import proposals
from apps.circles.models import Circle
from apps.introductions.limits import NOTE_LENGTH
from apps.profiles.requests import SignedIn


@require_safe
@login_required
def sitting(request: SignedIn, tag: str) -> HttpResponse:
    """A curator's few minutes with one circle."""
    circle = get_object_or_404(Circle.objects.curated_by(request.user).running(), tag=tag)
    found = proposals(circle, curator=request.user, at=timezone.now())
    context = {
        "circle": circle,
        "proposals": [proposal for proposal in found if not proposal.asked],
        "asked": [proposal for proposal in found if proposal.asked],
        "note_length": NOTE_LENGTH,
    }
    return render(request, "bench/sitting.html", context)
