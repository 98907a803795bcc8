"""What an answer's form knows of the envelope."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.http import urlencode

from apps.introductions import envelopes
from apps.introductions.envelope_forms import EnclosureForm, own_ways
from apps.introductions.models import Answer, Introduction

register = template.Library()


@register.simple_tag(takes_context=True)
def enclosing(context: Context, introduction: Introduction, mine: Answer, others: int) -> EnclosureForm:
    """The form of what goes with a yes: as it came back, or as it is so far."""
    sent: EnclosureForm | None = context.get("enclosure_form")
    if sent:
        return sent
    request = context["request"]
    # Read once for all that waits on a page.
    if not hasattr(request, "own_ways"):
        request.own_ways = own_ways(request.user)
    row = envelopes.own(introduction, request.user) if mine.value == Answer.Value.YES else None
    return EnclosureForm(user=request.user, ways=request.own_ways, introduction=introduction, row=row, others=others)


@register.simple_tag(takes_context=True)
def ways_from(context: Context, introduction: Introduction) -> str:
    """The page of one's ways, which leads back to the form that one came from, and opens it."""
    match, pk = context["request"].resolver_match, introduction.pk
    at_home = match is not None and match.view_name == "home"
    page = reverse("home") if at_home else reverse(f"introductions:{_page(context)}", args=[pk])
    back = f"{page}?opened={pk}#enclosing-{pk}"
    return f"{reverse('introductions:ways')}?{urlencode({'next': back})}"


def _page(context: Context) -> str:
    """What is refused comes back at another address; an open envelope stands on its own page alone."""
    return "envelope" if "envelope" in context else "detail"
