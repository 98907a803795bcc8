from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.staff.emptiness import nobody_is_here

# Pages without an account behind them: machines ask here, or the operator reads the first mails.
OPEN = ("/static/", "/healthz", "/readyz", "/metrics", "/mailbox/")


class SetUpMiddleware:
    """As long as nobody has an account, every page leads to setting the place up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setup = reverse("staff:setup")
        if request.path != setup and not request.path.startswith(OPEN) and nobody_is_here():
            return redirect(setup)
        return self.get_response(request)
