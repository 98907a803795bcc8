"""How often something may be done. Counted by allauth's limiter, as log-ins are."""

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_fast(request: HttpRequest, action: str, rate: str) -> bool:
    """`rate` as allauth writes them: "10/h/user", "10/10m/ip"."""
    return not consume(request, app="intro_net", action=action, config={action: rate})


def slow_down(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
