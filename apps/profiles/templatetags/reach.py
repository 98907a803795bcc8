from django import template

from apps.profiles import reaches
from apps.profiles.models import ProfileTrait

register = template.Library()


@register.simple_tag
def reach_page(trait: ProfileTrait) -> str:
    """Where one says in which circles a fact of one's own is seen."""
    return reaches.page(trait)
