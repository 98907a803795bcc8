from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.instance.models import Instance

_KEPT = "_instance"


def instance(request: HttpRequest) -> dict[str, object]:
    """This place and what it is called, read at most once a request and only by pages that speak of it."""
    return {
        "instance": SimpleLazyObject(lambda: current(request)),
        "site_name": SimpleLazyObject(lambda: current(request).display_name),
    }


def current(request: HttpRequest) -> Instance:
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, Instance.objects.current())
    found: Instance = getattr(request, _KEPT)
    return found
