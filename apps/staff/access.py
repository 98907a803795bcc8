"""Who may open the staff's pages: everybody else gets the answer of a page that does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from apps.profiles.models import User
from apps.profiles.requests import SignedIn

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    kept = never_cache(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not request.user.is_staff:
            raise Http404
        return kept(cast("SignedIn", request), *args, **kwargs)

    return guarded
