"""Two who met through Carol, and what they let her know."""

from datetime import timedelta

from django.utils import timezone

from apps.introductions.models import Conversation, Tiding
from apps.introductions.services.thanking import tell
from apps.profiles.models import User
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of

MET, THANKS = Tiding.Kind.MET, Tiding.Kind.THANKS


def talk_through(carol: User) -> Conversation:
    mina, jonas = make_user("Mina Park"), make_user("Jonas Weber")
    at = timezone.now() - timedelta(days=2)
    return conversation_of(make_circle("marketing", curator=carol, members=[mina, jonas], at=at), mina, jonas, at=at)


def say(talk: Conversation, kind: str, *said: str, ago: timedelta = timedelta(hours=1)) -> list[Tiding]:
    """The words of each of them, as many as there are."""
    people = [row.user for row in talk.members.order_by("user")]
    at = timezone.now() - ago
    return [tell(talk, user=user, kind=kind, words=words, at=at) for user, words in zip(people, said, strict=False)]
