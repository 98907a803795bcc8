from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.introductions.models.introduction import Introduction


class Answer(models.Model):
    """A participant of an introduction and what they said, or nothing yet. Read by its owner only."""

    class Value(models.TextChoices):
        NONE = "", _("No answer yet")
        YES = "yes", _("Yes")
        NO = "no", _("No")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="answers")
    value = models.CharField(max_length=3, choices=Value, blank=True, default=Value.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["introduction", "user"], name="answer_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
