"""Requests by page, never by address or person."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from intro_net.logs.careful import view_of

METHODS = frozenset({"GET", "HEAD", "POST"})
REQUESTS = Counter("intro_net_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "intro_net_request_seconds",
    "Seconds until a request was answered",
    ["view"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class CountingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin = time.perf_counter()
        response = self.get_response(request)
        count(request, response.status_code, time.perf_counter() - begin)
        return response


def page_of(request: HttpRequest) -> str:
    """Few enough to be counted: all pages of the admin are one."""
    view = view_of(request)
    return "admin" if view.startswith("admin:") else view


def count(request: HttpRequest, status: int, seconds: float) -> None:
    method = request.method if request.method in METHODS else "other"
    view = page_of(request)
    with suppress(OSError):  # a full disk: the page matters more than its being counted
        REQUESTS.labels(view, method, f"{status // 100}xx").inc()
        SECONDS.labels(view).observe(seconds)
