from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from intro_net.errors import too_large
from intro_net.given_back import give_back

PIECE = 64 * 1024
# Of what is too large, so much is taken from the wire and let go: a browser shows no answer before it has sent all.
LET_GO = 64 * 1024 * 1024


class BodySizeMiddleware:
    """More than a form and its file can be is answered before anybody reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if not (length.isdecimal() and int(length[:20]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return self.get_response(request)
        # Whoever has hung up in between hears nothing either way.
        with suppress(UnreadablePostError):
            left = LET_GO
            while left > 0 and (piece := request.read(PIECE)):
                left -= len(piece)
        return too_large(request)


class PrivatePagesMiddleware:
    """Pages made for somebody signed in stay out of every cache, the browser's back button included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class ComingBackMiddleware:
    """Whoever was signed out in the meantime signs in and comes back to the page they were on. The address a form is
    sent to, or a piece of a page is fetched from, shows nothing by itself. Nothing that was typed is lost: a form comes
    back with it, and htmx is told where to sign in and leaves the page as it is (static/js/failed.js)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        piece = request.headers.get("HX-Request") == "true"
        if not (piece or request.method == "POST") or not _asks_to_sign_in(request, response):
            return response
        way_back = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _page_before(request)})}"
        if piece:
            return HttpResponse(status=403, headers={"X-Sign-In": way_back})
        return give_back(request, signed_out=True) or _redirect(response, way_back)


class OnwardMiddleware:
    """The CSP lets a form lead to this site only, and Chromium asks that of every redirect on its way. Where the answer
    leads elsewhere (to the sign-in page of a provider, and from there who knows where), the browser gets a page that
    goes on by itself: no other site is let into the policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        address = response.get("Location", "") if request.method == "POST" else ""
        host = urlsplit(address).netloc
        if not host or host == request.get_host():
            return response
        return render(request, "onward.html", {"address": address, "host": host})


class MethodPageMiddleware:
    """An address that only takes forms, opened by hand: a page that says so. The same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html").encode()
        return response


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    target = urlsplit(response.headers.get("Location", ""))
    wanted = parse_qs(target.query).get("next", [""])[0]
    return target.path == resolve_url(settings.LOGIN_URL) and urlsplit(wanted).path == request.path


def _page_before(request: HttpRequest) -> str:
    """The page's own path, where the browser tells it and it is one of ours; else the first page."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    ours = url_has_allowed_host_and_scheme(told, {request.get_host()})
    return urlsplit(told).path if ours and urlsplit(told).netloc else "/"


def _redirect(response: HttpResponse, target: str) -> HttpResponse:
    response.headers["Location"] = target
    return response
