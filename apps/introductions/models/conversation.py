from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.introductions.models.introduction import Introduction
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: conversations one said yes to, without those that hold somebody blocked either way, or
        nobody else but suspended people."""
        members = ConversationMember.objects.filter(conversation=OuterRef("pk"))
        blocked = members.filter(Exists(Block.objects.between(viewer, OuterRef("user"))))
        company = members.exclude(user=viewer).filter(user__suspended_at__isnull=True)
        return self.filter(~Exists(blocked), Exists(company), members__user=viewer)

    def joined_by(self, viewer: "User") -> Self:
        """Without those that the viewer has left: they still read these as they were, and neither write in them nor
        are told of anything in them. Whether another has left is nobody else's to ask."""
        return self.visible_to(viewer).filter(_mine(viewer, left_at=None))

    def left_by(self, viewer: "User") -> Self:
        return self.visible_to(viewer).filter(_mine(viewer, left_at__isnull=False))

    def heard_by(self, viewer: "User") -> Self:
        """Those of which somebody wants to be told what is new."""
        return self.joined_by(viewer).filter(_mine(viewer, muted_at=None))

    def unread_by(self, viewer: "User") -> Self:
        this = Message.objects.unread_by(viewer).filter(conversation=OuterRef("pk"))
        return self.heard_by(viewer).filter(Exists(this))

    def as_read_by(self, viewer: "User") -> Self:
        """Each with `has_written`: whether the viewer has; and `links_open`: whether somebody else has, too, so that
        addresses in it are links for this viewer. In a group, too, it takes a word of one's own: two who write to each
        other open nobody's."""
        said = Message.objects.readable().filter(conversation=OuterRef("pk"))
        own, others = Exists(said.filter(author=viewer)), Exists(said.exclude(author=viewer))
        return self.annotate(has_written=own, links_open=own & others)


def _mine(viewer: "User", **state: Any) -> Exists:
    return Exists(ConversationMember.objects.filter(conversation=OuterRef("pk"), user=viewer, **state))


class Conversation(models.Model):
    """Opens when an introduction is made."""

    introduction = models.OneToOneField(Introduction, on_delete=models.PROTECT, related_name="conversation")
    opened_at = models.DateTimeField()
    # as_read_by somebody
    has_written: bool
    links_open: bool

    objects: ClassVar[ConversationQuerySet] = ConversationQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ConversationMember(models.Model):
    """Somebody who said yes; in a group others may follow. What they have read, whether they are told of what is new,
    and whether they have left is theirs alone: nothing that anybody else reads or is sent may change with it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    muted_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # The digest, a row of the outbox, that asked whether they talked: no other one does.
    asked_in = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager["ConversationMember"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="conversation_member_once")]

    def __str__(self) -> str:
        return f"conversation member {self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    def readable(self) -> Self:
        """Without those of people who are suspended: they are back when their authors are."""
        return self.filter(author__suspended_at__isnull=True)

    def unread_by(self, viewer: "User") -> Self:
        """What others wrote since the viewer last looked, in any conversation of theirs."""
        mine = ConversationMember.objects.filter(conversation=OuterRef("conversation"), user=viewer)
        behind = mine.filter(Q(read_at=None) | Q(read_at__lt=OuterRef("sent_at")))
        return self.readable().exclude(author=viewer).filter(Exists(behind), removed=False)


class Message(models.Model):
    """Plain text; the author's row outlives their account as a tombstone, the body then is empty."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=5000)
    sent_at = models.DateTimeField()
    removed = models.BooleanField(default=False)

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [models.Index(fields=["conversation", "sent_at"], name="message_order")]

    def __str__(self) -> str:
        return f"message {self.pk}"
