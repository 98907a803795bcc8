from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class MailedYesQuerySet(models.QuerySet["MailedYes"]):
    def due(self, at: datetime) -> Self:
        return self.filter(counts_at__lte=at, refused=False)

    def open(self, at: datetime) -> Self:
        """Those that can be taken back still."""
        return self.filter(counts_at__gt=at)


class MailedYes(models.Model):
    """A yes by a link in a mail, which programs press, too. It counts when the time is over in which it can be undone;
    until then it is no answer to anybody. Read by its owner only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What it is about: a name of the register of services.mailing, and the id of a row there.
    kind = models.CharField(max_length=20)
    about = models.BigIntegerField()
    counts_at = models.DateTimeField()
    # It counts for nothing, because its owner never wants to meet one of them. Kept for as long as its mail asks, so
    # that whoever has the mail reads what they would read if it counted.
    refused = models.BooleanField(default=False)

    objects: ClassVar[MailedYesQuerySet] = MailedYesQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "about"], name="mailed_yes_once")]
        indexes = [models.Index(fields=["counts_at"], name="mailed_yes_due")]

    def __str__(self) -> str:
        return f"mailed yes {self.pk}"
