"""Each request has an id, which is in every line that it causes, and leaves one line of its own: which page, how it was
answered, how long it took. Never who asked, from where, or for whom."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from intro_net.logs import careful, context

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
# What nginx ($request_id) and Caddy ({http.request.uuid}) make. Nothing that spells a name.
WELL_FORMED = re.compile(r"[0-9a-f-]{16,64}", re.IGNORECASE)


class RequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin = time.perf_counter()
        mark = context.request_id.set(given(request) or secrets.token_hex(16))
        try:
            response = self.get_response(request)
            note(request, response, time.perf_counter() - begin)
            # "Not yours" and "does not exist" are one answer, byte for byte.
            if response.status_code != 404:
                response[HEADER] = context.request_id.get()
            return response
        finally:
            context.request_id.reset(mark)


def given(request: HttpRequest) -> str:
    """What the proxy calls it; a visitor's own word for it counts for nothing."""
    name = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return name if WELL_FORMED.fullmatch(name) else ""


def note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    fields = {"method": request.method, "view": careful.view_of(request), "status": response.status_code}
    text = f"{careful.about(request, response.status_code)} {seconds:.3f} s"
    log.info(text, extra=fields | {"seconds": round(seconds, 4)})
