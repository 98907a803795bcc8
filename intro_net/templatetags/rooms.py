from django import template
from django.template.context import Context
from django.utils.html import format_html

from intro_net.rooms import HEADS, room_of

register = template.Library()


@register.simple_tag(takes_context=True)
def marks(context: Context, room: str) -> str:
    """On the link of a room in the bar: whether the reader is on that page, or on another of the room. `room` of the
    context names the page of which this one, at an address of its own, is a part."""
    view = _view(context)
    if room_of(view, mine=bool(context.get("mine"))) != room:
        return ""
    return format_html(' aria-current="{}"', "page" if view in HEADS else "true")


@register.simple_tag(takes_context=True)
def view_name(context: Context) -> str:
    return _view(context)


def _view(context: Context) -> str:
    """An address that leads nowhere has no view."""
    match = getattr(context.get("request"), "resolver_match", None)
    return str(context.get("room") or (match.view_name if match else ""))
