from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle, Membership
from apps.profiles.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)

    def readable_by(self, reader: User) -> Self:
        """The funnel of this room: for staff, what is not about themselves or a circle that they keep."""
        return self.exclude(_concerns(reader))

    def hidden_from(self, reader: User) -> Self:
        return self.filter(_concerns(reader))

    def marked(self) -> Self:
        """Each with `about_keeps`: whether it is about somebody who keeps its circle, or where it has none, any."""
        keepers = Membership.objects.curators().running().filter(user=OuterRef("about"))
        here = Q(circle__isnull=False, about__isnull=False) & Exists(keepers.filter(circle=OuterRef("circle")))
        anywhere = Q(circle__isnull=True, about__isnull=False) & Exists(keepers)
        return self.annotate(about_keeps=Q(here | anywhere))


def _concerns(reader: User) -> Q:
    kept = Membership.objects.curators().filter(user=reader).values("circle")
    return Q(about=reader) | Q(kind=Report.Kind.CIRCLE, circle__in=kept)


class Report(models.Model):
    """Somebody told the staff about a person, a circle, a message, a note or an invitation."""

    class Kind(models.TextChoices):
        PERSON = "person", _("A person")
        CIRCLE = "circle", _("A circle")
        MESSAGE = "message", _("A message")
        INTRODUCTION = "introduction", _("The note of an introduction")
        INVITATION = "invitation", _("An invitation")
        WORD = "word", _("A word from a curator")
        QUESTION = "question", _("A circle question")
        WISH = "wish", _("The note with a wish")
        TIDING = "tiding", _("Words to an introducer")
        ENVELOPE = "envelope", _("What was put into an envelope")

    class Outcome(models.TextChoices):
        OPEN = "", _("Open")
        DEALT_WITH = "dealt_with", _("Dealt with")
        NOTHING_TO_DO = "nothing_to_do", _("Nothing to do")

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField()
    # Empty where somebody without an account reported an invitation.
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    circle = models.ForeignKey(Circle, null=True, on_delete=models.PROTECT, related_name="+")
    # What the reporter saw and handed on: the only way in which staff read anybody's words.
    quote = models.TextField(blank=True, default="")
    words = models.TextField(_("what is wrong"), max_length=2000, blank=True, default="")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=13, choices=Outcome, blank=True, default=Outcome.OPEN)
    # When staff wrote to whoever told them, and to the person it is about. What they wrote went out by mail.
    answered_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="report_open", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def state(self) -> str:
        """As staff read it in their list."""
        if self.answered_at:
            return gettext("answered")
        return gettext("looked at") if self.settled_at or self.warned_at else gettext("new")

    @property
    def can_be_answered(self) -> bool:
        return self.answered_at is None and self.reporter is not None and bool(self.reporter.is_active)

    @property
    def can_be_warned_of(self) -> bool:
        about = self.about
        return self.warned_at is None and about is not None and bool(about.is_active) and not about.suspended_at
