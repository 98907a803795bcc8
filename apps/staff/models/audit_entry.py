from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(Exception):
    """What staff did is written down once, and neither changed nor taken out."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
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
        SETTLED_REPORT = "settled_report", _("settled a report")
        TEST_MAIL = "test_mail", _("sent a test mail")

    # Empty where it was done at the server's command line.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=16, choices=Deed)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
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
