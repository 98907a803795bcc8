from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.profiles.models import User
from apps.staff.models.report import Report


class AppendOnly(Exception):
    """What staff did is written down once, and neither changed nor taken out by them."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def readable_by(self, reader: User) -> Self:
        """Without what was done about a report hidden from this reader, or about a pitch of theirs. The end of one that
        was settled before the log knew of which is found by the moment and the hand."""
        hidden = Report.objects.hidden_from(reader)
        settled = hidden.filter(settled_at=OuterRef("at"), settled_by=OuterRef("by"))
        rows = self.exclude(Exists(settled), deed=AuditEntry.Deed.SETTLED_REPORT).exclude(report__in=hidden)
        return rows.exclude(about=reader, deed__in=(AuditEntry.Deed.LOOKED_AT_PITCH, AuditEntry.Deed.LET_GO_ON))

    def erase_words_about(self, user: User) -> None:
        """The one change there is: that somebody did something stays, what was written about an erased person goes."""
        models.QuerySet.update(self.filter(about=user), words="")

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class AuditEntry(models.Model):
    """One thing that staff did, written in the transaction in which it was done."""

    class Deed(models.TextChoices):
        SET_UP = "set_up", _("set this place up")
        MADE_OPERATOR = "made_operator", _("became operator")
        CHANGED_INSTANCE = "changed_instance", _("changed this place")
        SUSPENDED = "suspended", _("suspended")
        REINSTATED = "reinstated", _("took the suspension back of")
        TOOK_SECOND_STEPS_OFF = "second_steps_off", _("took the second steps off of")
        MERGED = "merged", _("made one")
        PARTED = "parted", _("took apart again")
        LINKED = "linked", _("put under something broader")
        UNLINKED = "unlinked", _("put no more under something broader")
        APPROVED = "approved", _("offered to everybody")
        UNAPPROVED = "unapproved", _("offered no more to everybody")
        SETTLED_REPORT = "settled_report", _("settled a report")
        ANSWERED_REPORT = "answered_report", _("answered a report")
        WARNED = "warned", _("warned")
        LOOKED_AT_PITCH = "looked_at_pitch", _("looked at what was called a pitch")
        LET_GO_ON = "let_go_on", _("let introductions go on")
        BROUGHT_BATCH = "batch_brought", _("brought a batch")
        STARTED_BATCH = "batch_started", _("started a batch")
        PAUSED_BATCH = "batch_paused", _("paused a batch")
        WENT_ON_WITH_BATCH = "batch_resumed", _("went on with a batch")
        STOPPED_BATCH = "batch_stopped", _("stopped a batch")
        DROPPED_BATCH = "batch_dropped", _("threw a batch away")
        TEST_MAIL = "test_mail", _("sent a test mail")

    # Empty where it was done at the server's command line.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=16, choices=Deed)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    # Why, or what exactly: written by staff or made of field names, never somebody's words.
    words = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    objects: ClassVar[AuditEntryQuerySet] = AuditEntryQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [models.Index(fields=["at"], name="audit_entry_at")]

    def __str__(self) -> str:
        return f"audit entry {self.pk}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
