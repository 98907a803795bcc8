from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SinceMetQuerySet(models.QuerySet["SinceMet"]):
    def stopped(self) -> Self:
        """Their readers want to be told nothing more of the kind about these people."""
        return self.filter(not_again=True)


class SinceMet(models.Model):
    """What somebody has come to share with a person since they met, and was told of: never twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # A keyed hash of the type of evidence and the two entries of the vocabulary. It outlives the facts: who says again
    # what they took off is no news.
    reason = models.CharField(max_length=50)
    at = models.DateTimeField()
    # The digest, a row of the outbox, that told it; empty as long as only the home page did.
    mail_id = models.BigIntegerField(null=True, blank=True)
    not_again = models.BooleanField(default=False)

    objects: ClassVar[SinceMetQuerySet] = SinceMetQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "other", "reason"], name="since_met_once"),
            models.CheckConstraint(condition=~Q(user=F("other")), name="since_met_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"since met {self.pk}"
