from datetime import date, datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models import CircleQuestion, Glad, Word
from apps.introductions.models import Conversation


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("Once a week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Once a month")
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
    cadence = models.CharField(_("how often"), max_length=11, choices=Cadence, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.FRIDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=9, validators=[MaxValueValidator(23)])
    # The next moment at which one is due; empty when none is wanted.
    next_at = models.DateTimeField(null=True, blank=True)
    # The day, by the calendar where they live, for which that is the moment: who moves keeps it. Empty where somebody
    # set the moment alone.
    next_on = models.DateField(null=True, blank=True)
    # The day that the last one counts for.
    last_on = models.DateField(null=True, blank=True)
    # The day of the last one, where it had nothing to say, until their home page has told them.
    quiet_on = models.DateField(null=True, blank=True)

    objects: ClassVar[DigestScheduleQuerySet] = DigestScheduleQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="digest_weekday"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour"),
        ]
        indexes = [models.Index(fields=["next_at"], name="digest_due")]

    def __str__(self) -> str:
        return f"digest schedule {self.pk}"

    def day_of_next(self, zone: ZoneInfo) -> date | None:
        return self.next_on or (self.next_at.astimezone(zone).date() if self.next_at else None)


class UnwantedMail(models.Model):
    """A kind of mail that somebody switched off: a name of mail_kinds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()

    objects: ClassVar[models.Manager["UnwantedMail"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="unwanted_mail_once")]

    def __str__(self) -> str:
        return f"unwanted {self.kind} {self.pk}"


THINGS = ("question", "word", "glad", "conversation")


def _one_of(*names: str) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


class Carried(models.Model):
    """What a circle asks or tells somebody, or that something was written to them, went into this digest of theirs: it
    brings no other one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(CircleQuestion, null=True, on_delete=models.CASCADE, related_name="+")
    word = models.ForeignKey(Word, null=True, on_delete=models.CASCADE, related_name="+")
    # Asked again each year: the row is then written anew.
    glad = models.ForeignKey(Glad, null=True, on_delete=models.CASCADE, related_name="+")
    # With each digest that speaks of it the row is written anew.
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    # In the outbox, which forgets its rows: one that is tried again says the same again.
    mail_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Carried"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "question"], name="carried_question_once"),
            models.UniqueConstraint(fields=["user", "word"], name="carried_word_once"),
            models.UniqueConstraint(fields=["user", "glad"], name="carried_glad_once"),
            models.UniqueConstraint(fields=["user", "conversation"], name="carried_conversation_once"),
            models.CheckConstraint(condition=_one_of(*THINGS), name="carried_one_thing"),
        ]

    def __str__(self) -> str:
        return f"carried {self.pk}"


class CarriedPair(models.Model):
    """This digest said to somebody that two people should meet: the reader and another, or two from a bench of theirs.
    No other one says it again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # As in Carried.
    mail_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["CarriedPair"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "low", "high"], name="carried_pair_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="carried_pair_low_before_high"),
        ]

    def __str__(self) -> str:
        return f"carried pair {self.pk}"
