from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.introductions.models.introduction import Introduction

# Whoever has had it for so long, and has as long left at most, is reminded once.
TIME_BEFORE_REMINDER = timedelta(days=3)
# With less than this left nobody is put an ask any more that has waited for room.
SHORTEST_TIME = timedelta(days=1)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def live(self, at: datetime) -> Self:
        """Of introductions that still may be answered; also of a group that is made, until its closing time."""
        alive = Q(introduction__state="asked") | Q(introduction__state="made")
        in_time = Q(introduction__closes_at__gt=at, introduction__shadow=False)
        return self.filter(alive, in_time, introduction__circle__closed_at__isnull=True)

    def waiting(self, at: datetime) -> Self:
        """Not put to their people yet, and it would still be worth it."""
        return self.live(at).filter(put_at__isnull=True, introduction__closes_at__gt=at + SHORTEST_TIME)

    def to_be_reminded(self, at: datetime) -> Self:
        """Whatever the others have answered."""
        unanswered = self.live(at).filter(value=Answer.Value.NONE, reminded_at__isnull=True)
        silent = unanswered.filter(put_at__lte=at - TIME_BEFORE_REMINDER)
        return silent.filter(introduction__closes_at__lte=at + TIME_BEFORE_REMINDER)


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
    # Since when its person knows of it; empty while it waits until they have room, and in a shadow.
    put_at = models.DateTimeField(null=True, blank=True)
    # A yes that brings together with nobody: its owner never wants to be introduced to one of these people, of whom
    # they read a first name only, and to refuse it would tell who that is. Everybody else reads silence.
    held = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AnswerQuerySet] = AnswerQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "user"], name="answer_once"),
            models.CheckConstraint(condition=Q(reason="") | Q(value="no"), name="answer_reason_of_a_no"),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(value="yes"), name="answer_reopened_let_pass"
            ),
            models.CheckConstraint(
                condition=Q(put_at__isnull=False) | Q(value="", reminded_at__isnull=True), name="answer_to_what_was_put"
            ),
            models.CheckConstraint(condition=Q(held=False) | Q(value="yes"), name="answer_held_yes"),
        ]
        indexes = [models.Index(fields=["user"], name="answer_waiting", condition=Q(put_at__isnull=True))]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def counts(self) -> bool:
        """Whether it is a yes that brings its owner together with the others."""
        return self.value == Answer.Value.YES and not self.held
