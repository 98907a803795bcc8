from django import template
from django.template.context import Context

from intro_net.whose_page import mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def reader_mark(context: Context) -> str:
    request = context.get("request")
    return mark_of(request.user) if request is not None and hasattr(request, "user") else ""
