from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from intro_net.health import views

PROBES = {"/healthz": views.healthz, "/readyz": views.readyz, "/metrics": views.metrics}


class ProbesMiddleware:
    """Stands first of all. Whoever may not read the metrics goes on to where any other page is looked for, and gets the
    answer of one that does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe is None or (probe is views.metrics and not views.may_read_metrics(request)):
            return self.get_response(request)
        return probe(request)
