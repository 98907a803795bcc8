from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.introductions.models.introduction import Introduction


class Answer(models.Model):
    """A participant of an introduction and what they said, or nothing yet. Read by its owner only."""

    class Value(models.TextChoices):
        NONE = "", _("No answer yet")
        YES = "yes", _("Yes")
        NO = "no", _("No")

    class Reason(models.TextChoices):
        """Of a no, for the matcher alone. Nothing that anybody else can observe changes with it."""

        NOT_NOW = "not_now", _("Not now")
        NOT_THEM = "not_them", _("Not this person")
        KNOWN = "known", _("I know them already")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="answers")
    value = models.CharField(max_length=3, choices=Value, blank=True, default=Value.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default="")
    # When its owner, who had let it pass, opened what came of it again.
    reopened_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "user"], name="answer_once"),
            models.CheckConstraint(condition=Q(reason="") | Q(value="no"), name="answer_reason_of_a_no"),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(value="yes"), name="answer_reopened_let_pass"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
