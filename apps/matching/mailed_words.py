from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.introductions.mailed_words import Words, never_words
from apps.matching.errors import SuggestionGone
from apps.matching.models import Suggestion
from apps.profiles.models import User


def of_wish(suggestion_id: int, user: User, _at: datetime) -> Words:
    """What the pages of a wish by mail call it."""
    seen = Suggestion.objects.visible_to(user).select_related("low__profile", "high__profile")
    suggestion = seen.filter(pk=suggestion_id).first()
    if suggestion is None:
        raise SuggestionGone
    name = suggestion.other(user).profile.first_name
    return Words(
        waits=_("You would like to meet %(name)s") % {"name": name},
        counts=_("You would like to meet %(name)s, and it counts") % {"name": name},
        never=never_words([name]),
        back=_("As long as you have not met, you can take it back in your settings."),
        page=reverse("profiles:settings"),
        page_name=_("Your settings"),
    )
