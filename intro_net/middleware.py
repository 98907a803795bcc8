from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


class PrivatePagesMiddleware:
    """Pages made for somebody signed in stay out of every cache, the browser's back button included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


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
