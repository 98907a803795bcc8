"""What was typed into a form that is not taken, because its sender is signed out by now or its page is too old, comes
back to be sent once more. Nothing of it is kept here."""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from intro_net.rooms import ALLAUTH

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# What is longer, or has anything else in it, was typed by somebody.
A_VALUE = re.compile(r"[\w.:/+-]{0,30}", re.ASCII)
# Sealed, or written by a page: they go along, and nobody is asked to read them.
BY_THE_PAGE = frozenset({"offer", "undo", "rows", "next"})


def give_back(request: HttpRequest, *, signed_out: bool) -> HttpResponse | None:
    """Nothing for a form in which nobody wrote, and for one with a password or a code, which no page shows."""
    match = request.resolver_match
    # Where codes, keys and passwords are given.
    if match and (match.view_name or "").startswith(ALLAUTH):
        return None
    fields = list(_fields(request))
    if not any(typed for _name, _value, typed in fields) or any("password" in name for name, *_rest in fields):
        return None
    context = {
        "fields": fields,
        "signed_out": signed_out,
        "address": request.get_full_path(),
        "has_files": bool(request.FILES),
    }
    response = render(request, "given_back.html", context, status=403)
    add_never_cache_headers(response)
    return response


def is_from_here(request: HttpRequest) -> bool:
    """What another site sends is not shown with a button to send it."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _fields(request: HttpRequest) -> Iterator[tuple[str, str, bool]]:
    """Name, value, and whether somebody typed it."""
    for name, values in request.POST.lists():
        for value in map(str, values) if name != TOKEN else ():
            yield name, value, name not in BY_THE_PAGE and not A_VALUE.fullmatch(value)
