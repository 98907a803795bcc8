"""The register of page slots: sections that higher rooms add to a lower room's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Section:
    template: str
    context: dict[str, Any]


# What a filler is given besides the request is named by the page that holds the slot. None: nothing to show.
Filler = Callable[..., Section | None]
_fillers: dict[str, list[Filler]] = {}


def register(slot: str, filler: Filler) -> None:
    _fillers.setdefault(slot, []).append(filler)


def render(slot: str, request: HttpRequest, **about: Any) -> list[SafeString]:
    sections = [filler(request, **about) for filler in _fillers.get(slot, [])]
    return [render_to_string(s.template, s.context, request=request) for s in sections if s]
