"""The links in a digest by which somebody says something of a suggestion, without signing in. Looking at one changes
nothing, and it looks the same whatever the other says."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from apps.mail import links
from apps.matching.models import Suggestion
from apps.profiles.link_holders import holder_of
from apps.profiles.models import User

SAY = "suggestion.say"
WISH, LATER, DISMISS = "wish", "later", "dismiss"
LAST = timedelta(days=40)  # longer than from one digest to the next


@dataclass(frozen=True, slots=True)
class SayLinks:
    """Of one suggestion for one person."""

    suggestion_id: int
    user_id: int

    @property
    def wish(self) -> str:
        return self._link(WISH)

    @property
    def later(self) -> str:
        return self._link(LATER)

    @property
    def dismiss(self) -> str:
        return self._link(DISMISS)

    def _link(self, value: str) -> str:
        token = links.sign(SAY, suggestion=self.suggestion_id, user=self.user_id, value=value)
        return links.absolute(reverse("matching:say_by_link", args=[token]))


def saying(token: str) -> tuple[User, Suggestion | None, str] | None:
    """Who says what of whom; without the suggestion where it is not theirs to see any more. None for a forged token;
    raises LinkExpired."""
    found = holder_of(SAY, token, max_age=LAST)
    if found is None:
        return None
    user, claims = found
    shown = Suggestion.objects.visible_to(user).select_related("circle", "low__profile", "high__profile")
    return user, shown.filter(pk=claims["suggestion"]).first(), claims["value"]
