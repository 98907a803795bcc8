from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

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


class Conversation(models.Model):
    """Opens when an introduction is made."""

    introduction = models.OneToOneField(Introduction, on_delete=models.PROTECT, related_name="conversation")
    opened_at = models.DateTimeField()

    objects: ClassVar[ConversationQuerySet] = ConversationQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ConversationMember(models.Model):
    """Somebody who said yes; in a group others may follow."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ConversationMember"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="conversation_member_once")]

    def __str__(self) -> str:
        return f"conversation member {self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    def readable(self) -> Self:
        """Without those of people who are suspended: they are back when their authors are."""
        return self.filter(author__suspended_at__isnull=True)


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
