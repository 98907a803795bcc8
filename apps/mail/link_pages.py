"""Pages that links in mails open."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def link_page(view: View[P]) -> View[P]:
    """Looked at, or its button is pressed. No cookie is asked for: the signed token alone says who does what, and
    nothing is done for whoever is signed in (they may be told more of what is theirs), so that another site can send
    nothing but what whoever has the token can.
    The browsers of mail programs often keep no cookie, and some programs post by themselves (RFC 8058)."""
    return never_cache(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(view)))
