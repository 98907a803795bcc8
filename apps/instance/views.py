"""What this place says of itself: open to everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.instance.context import current
from apps.instance.prose import blocks


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "instance/about.html")


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    kept = current(request).picture
    if not kept:
        raise Http404
    try:
        with kept.open("rb") as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    # A new picture has a new address.
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    text = current(request).imprint
    if not text:
        raise Http404
    return _text(request, _("Imprint"), text)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return _text(request, _("Rules"), current(request).rules_text)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _text(request, _("Privacy"), current(request).privacy_text)


def _text(request: HttpRequest, title: str, text: str) -> HttpResponse:
    return render(request, "instance/text.html", {"title": title, "blocks": blocks(text)})
