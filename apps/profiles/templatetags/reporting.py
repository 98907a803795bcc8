from django import template

from apps.profiles.reporting import address_of

register = template.Library()


@register.simple_tag
def report_address(kind: str, key: object) -> str:
    """Empty where nobody reads reports."""
    return address_of(kind, key)


@register.inclusion_tag("components/_report_link.html")
def report_link(kind: str, key: object, about: str = "") -> dict[str, str]:
    """The quiet way to tell the staff; `about` is read out by screen readers where several stand on one page."""
    return {"address": address_of(kind, key), "about": about}
