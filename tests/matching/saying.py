"""What is said of a suggestion by the links in a digest."""

from django.test import Client
from django.utils import timezone

from apps.matching.card_links import DISMISS, LATER, WISH, SayLinks
from apps.matching.models import Suggestion
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import User


def mailed_to(pair: tuple[User, User]) -> Suggestion:
    """To both of them."""
    now = timezone.now()
    for user in pair:
        show(suggestions_for(user, at=now), user, "digest", now)
    return Suggestion.objects.get()


def link(suggestion: Suggestion, user: User, value: str) -> str:
    links = SayLinks(suggestion.pk, user.pk)
    whole = {WISH: links.wish, LATER: links.later, DISMISS: links.dismiss}[value]
    return "/" + whole.split("/", 3)[3]


def wish(client: Client, suggestion: Suggestion, user: User) -> str:
    """Where it can be undone."""
    return str(client.post(link(suggestion, user, WISH), {"value": WISH})["Location"])
