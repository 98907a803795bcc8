"""The first page of an empty place: whoever can read the token becomes its operator."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.mail.errors import DomainError
from apps.profiles.services.sessions import sign_in
from apps.profiles.tempo import slow_down, too_fast
from apps.staff.emptiness import nobody_is_here
from apps.staff.forms import SetUpForm
from apps.staff.services.operators import set_up

TRIES = "10/10m/ip"


@never_cache
@sensitive_post_parameters("token", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    if not nobody_is_here():
        raise Http404
    if request.method != "POST":
        return _page(request, SetUpForm(initial={"token": request.GET.get("token", "")[:60]}))
    if too_fast(request, "setup", TRIES):
        return slow_down(request)
    form = SetUpForm(request.POST)
    return (_made(request, form) if form.is_valid() else None) or _page(request, form)


def _made(request: HttpRequest, form: SetUpForm) -> HttpResponse | None:
    try:
        user = set_up(form.cleaned_data["email"], form.cleaned_data["password"], at=timezone.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    sign_in(request, user)
    return redirect("staff:instance")


def _page(request: HttpRequest, form: SetUpForm) -> HttpResponse:
    return render(request, "staff/setup.html", {"form": form}, status=422 if form.errors else 200)
