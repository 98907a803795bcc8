from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.profiles import news


class LocalTimeMiddleware:
    """Dates are shown in the reader's own time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        news.look_up(request.user)
        with timezone.override(request.user.profile.zone):
            return self.get_response(request)
