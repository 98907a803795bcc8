from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models import CircleQuestion, Glad, Word


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DigestScheduleQuerySet(models.QuerySet["DigestSchedule"]):
    def due(self, at: datetime) -> Self:
        return self.filter(next_at__lte=at)


class DigestSchedule(models.Model):
    """When somebody wants their digest, by the clock where they live."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_schedule")
    cadence = models.CharField(_("how often"), max_length=7, choices=Cadence, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.FRIDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=9, validators=[MaxValueValidator(23)])
    # The next moment at which one is due; empty when none is wanted.
    next_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DigestScheduleQuerySet] = DigestScheduleQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="digest_weekday"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour"),
        ]
        indexes = [models.Index(fields=["next_at"], name="digest_due")]

    def __str__(self) -> str:
        return f"digest schedule {self.pk}"


class Carried(models.Model):
    """What a circle asks or tells somebody went into this digest of theirs: it brings no other one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(CircleQuestion, null=True, on_delete=models.CASCADE, related_name="+")
    word = models.ForeignKey(Word, null=True, on_delete=models.CASCADE, related_name="+")
    # Asked again each year: the row is then written anew.
    glad = models.ForeignKey(Glad, null=True, on_delete=models.CASCADE, related_name="+")
    # In the outbox, which forgets its rows: one that is tried again says the same again.
    mail_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Carried"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "question"], name="carried_question_once"),
            models.UniqueConstraint(fields=["user", "word"], name="carried_word_once"),
            models.UniqueConstraint(fields=["user", "glad"], name="carried_glad_once"),
            models.CheckConstraint(
                condition=Q(question__isnull=False, word__isnull=True, glad__isnull=True)
                | Q(question__isnull=True, word__isnull=False, glad__isnull=True)
                | Q(question__isnull=True, word__isnull=True, glad__isnull=False),
                name="carried_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"carried {self.pk}"
