"""Error pages. "Not yours" and "does not exist" are one answer: the same bytes for everybody, so nothing of the
request goes into them."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from apps.mail.outages import is_outage
from intro_net.given_back import give_back, is_from_here
from intro_net.whose_page import is_of_reader

log = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return HttpResponse(render_to_string("400.html"), status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("413.html"), status=413)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("403.html"), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # The wording must not depend on the reader either, so no language is negotiated per person here.
    response = HttpResponse(render_to_string("404.html"), status=404)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    # Whatever is raised in a view or in any middleware ends here, inside the handling of the exception.
    error = sys.exception()
    if error is not None and is_outage(error):
        return unavailable(request, error)
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The database, the broker or the disk is away for a while; nothing of what was asked for is half done."""
    log.warning("outage: %s %s: %s", request.method, _route(request), _reason(error))
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Cache-Control"], response["Retry-After"] = "no-store", str(RETRY_AFTER)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's way to say that the line above is enough
    return response


def _route(request: HttpRequest) -> str:
    """The pattern and not the path, which may hold a secret."""
    return request.resolver_match.route if request.resolver_match else "before any page"


def _reason(error: BaseException) -> str:
    """One line, and of the database's message only what comes before the values."""
    return f"{type(error).__name__} {str(error).strip().split(chr(10), 1)[0]}"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """After signing in in another tab, for one: htmx is given the new token, where it is the same person's page still;
    a form comes back with what was typed."""
    if not is_from_here(request):
        return HttpResponse(render_to_string("403_csrf.html"), status=403)
    if request.headers.get("HX-Request") == "true":
        headers = {"X-New-Token": get_token(request)} if is_of_reader(request) else None
        return HttpResponse(status=403, headers=headers)
    given_back = give_back(request, signed_out=False)
    return given_back or HttpResponse(render_to_string("403_csrf.html"), status=403)
