from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.bench.pulse import read_pulse
from apps.bench.pulse_plots import HEIGHT, WIDTH, plot_counts, plot_thirds
from apps.bench.views import bench_of
from apps.profiles.requests import SignedIn


@require_safe
@login_required
def pulse(request: SignedIn, tag: str) -> HttpResponse:
    """How a circle is doing, for its curators."""
    circle = bench_of(request, tag)
    found = read_pulse(circle, curator=request.user, at=timezone.now())
    context = {
        "circle": circle,
        "pulse": found,
        "introduced": plot_counts(found.introduced),
        "met": plot_thirds(found.introduced),
        "talked": plot_thirds(found.talked),
        "led": plot_thirds(found.led),
        "welcomed": plot_thirds(found.welcomed),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "bench/pulse.html", context)
