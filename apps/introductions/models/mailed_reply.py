from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.introductions.models.conversation import Conversation


class MailedReply(models.Model):
    """A mail in answer to one of ours that has been seen to: handed in again, nothing more comes of it. Forgotten
    when no address that it could have gone to works any more."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    # From an address that is not theirs. It may be a copy of what they send themselves, so it is never the same mail.
    foreign = models.BooleanField(default=False)
    at = models.DateTimeField()
    # When the person was written to because it was not sent.
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["MailedReply"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user", "digest", "foreign"], name="mailed_reply_once")
        ]
        indexes = [models.Index(fields=["at"], name="mailed_reply_at")]

    def __str__(self) -> str:
        return f"mailed reply {self.pk}"
