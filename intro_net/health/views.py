"""Pages for machines: whether this process answers, whether the instance is of use, and its numbers.

A load balancer asks by address and in plain HTTP, so ProbesMiddleware answers before hosts, HTTPS and sessions are
looked at. Nothing here is about anyone, and nothing needs a log-in."""

import hmac
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.mail import health
from intro_net.health.running import Runner, in_words
from intro_net.metrics import page

_runner = Runner[None]()
AT_HOME = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return _never_kept(HttpResponse("ok\n", content_type="text/plain"))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    found = _runner.run({name: partial(check, at) for name, check in health.checks().items()})
    told = {name: in_words(one) if isinstance(one, Exception) else "ok" for name, one in sorted(found.items())}
    ok = set(told.values()) == {"ok"}
    return _never_kept(JsonResponse({"ok": ok, "checks": told}, status=200 if ok else 503))


def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever does not carry the token there is no such page."""
    if not may_read_metrics(request) or request.method not in {"GET", "HEAD"}:
        raise Http404
    text, kind = page.text(at=timezone.now())
    return _never_kept(HttpResponse(text, content_type=kind))


def may_read_metrics(request: HttpRequest) -> bool:
    """By METRICS_TOKEN. Without one only on a machine of one's own, and there from itself: behind a proxy everybody
    seems to come from there."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    direct = not any(name in request.META for name in FORWARDED)
    return bool(settings.LOCAL) and direct and request.META.get("REMOTE_ADDR") in AT_HOME


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
