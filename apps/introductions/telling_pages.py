"""What the pages about "did you talk?" show, and the links of the mails that ask it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.introductions import limits
from apps.introductions.models import Conversation, ConversationMember, Outcome
from apps.introductions.outcomes import tellable_by
from apps.mail import links
from apps.profiles.link_holders import holder_of
from apps.profiles.models import User

TALKED = "introduction.talked"


@dataclass(frozen=True, slots=True)
class Asked:
    """The question before one person, about a conversation with these others."""

    conversation: Conversation
    user_id: int
    people: list[User]

    @property
    def names(self) -> str:
        return get_text_list([user.profile.display_name for user in self.people], _("and"))

    @property
    def answers(self) -> Sequence[tuple[str, str, str]]:
        """Each value, its words, and the path of the mail's link that chooses it."""
        return [(value, str(words), self._path(value)) for value, words in Outcome.Value.choices]

    def _path(self, value: str) -> str:
        token = links.sign(TALKED, conversation=self.conversation.pk, user=self.user_id, value=value)
        return reverse("introductions:talked_by_link", args=[token])


@dataclass(frozen=True, slots=True)
class Told:
    """What the reader said, while they can change it."""

    words: str
    path: str


def told_in(conversation: Conversation, mine: ConversationMember, *, at: datetime) -> Told | None:
    """None before it is asked, and after. Asks the database only while it is asked."""
    since = at - mine.joined_at
    if mine.left_at or not limits.TALKED_AFTER <= since < limits.TALKED_AFTER + limits.TIME_TO_TELL:
        return None
    said = Outcome.objects.of(mine.user).filter(introduction=conversation.introduction_id).first()
    words = said.get_value_display() if said else ""
    return Told(words, reverse("introductions:talked", args=[conversation.pk]))


def telling_by(token: str, at: datetime) -> tuple[User, Conversation | None, str] | None:
    """Who says what of which conversation; without it where it is not asked any more. None for a forged token; raises
    LinkExpired."""
    found = holder_of(TALKED, token, max_age=limits.TALKED_AFTER + limits.TIME_TO_TELL)
    if found is None:
        return None
    user, claims = found
    return user, tellable_by(user, at).filter(pk=claims["conversation"]).first(), claims["value"]


def said_by(user: User, conversation: Conversation) -> str:
    """The value they said before; empty where they have not."""
    row = Outcome.objects.of(user).filter(introduction=conversation.introduction_id).first()
    return row.value if row else ""
