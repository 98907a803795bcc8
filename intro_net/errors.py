"""Error pages. "Not yours" and "does not exist" are one answer: the same bytes for everybody, so nothing of the
request goes into them."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("403.html"), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # The wording must not depend on the reader either, so no language is negotiated per person here.
    response = HttpResponse(render_to_string("404.html"), status=404)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
