"""A person's own ways to be reached, for the envelopes that they put them into. `next` leads back to the page that one
came from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.introductions import limits
from apps.introductions.envelope_forms import WayForm, own_ways
from apps.introductions.models import Way
from apps.introductions.services.ways import add_way, change_way, remove_way
from apps.mail.errors import DomainError
from apps.profiles.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: SignedIn) -> HttpResponse:
    form = WayForm(request.POST or None)
    if form.is_valid():
        try:
            add_way(request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("value", str(error))
        else:
            return _saved(request)
    return _page(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, way_id: int) -> HttpResponse:
    way = _own(request, way_id)
    form = WayForm(request.POST or None, initial={"label": way.label, "value": way.value})
    if form.is_valid():
        try:
            change_way(way, **form.cleaned_data)
        except DomainError as error:
            form.add_error("value", str(error))
        else:
            return _saved(request)
    return _page(request, form, way)


@login_required
@require_POST
def remove(request: SignedIn, way_id: int) -> HttpResponse:
    """Also one that is gone already."""
    way = Way.objects.filter(user=request.user, pk=way_id).select_related("user").first()
    if way:
        remove_way(way)
    messages.success(request, _("It is gone, out of every envelope, too."))
    return _back_to_ways(request)


def _own(request: SignedIn, way_id: int) -> Way:
    return get_object_or_404(Way.objects.filter(user=request.user).select_related("user"), pk=way_id)


def _page(request: SignedIn, form: WayForm, changed: Way | None = None) -> HttpResponse:
    mine = own_ways(request.user)
    context = {
        "ways": mine,
        "form": form,
        "changed": changed,
        "full": len(mine) >= limits.MOST_WAYS,
        "back": _back(request),
        "next": _next_of(request),
    }
    return render(request, "introductions/ways.html", context, status=422 if form.errors else 200)


def _saved(request: SignedIn) -> HttpResponse:
    messages.success(request, _("Saved."))
    return _back_to_ways(request)


def _back_to_ways(request: HttpRequest) -> HttpResponse:
    return redirect(resolve_url("introductions:ways") + _next_of(request))


def _back(request: HttpRequest) -> str:
    """A path of this place, or nothing."""
    told = request.GET.get("next", "")
    is_ours = told.startswith("/") and told.isprintable() and url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    return told if is_ours else ""


def _next_of(request: HttpRequest) -> str:
    back = _back(request)
    return f"?{urlencode({'next': back})}" if back else ""
