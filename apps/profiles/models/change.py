from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class ChangeQuerySet(models.QuerySet["Change"]):
    def due(self, at: datetime) -> Self:
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))


class Change(models.Model):
    """Something about a person changed that higher rooms work out again; written in the change's own transaction.

    Ids, not foreign keys: the row must survive the person's erasure until it has been read.
    """

    user_id = models.BigIntegerField()
    # The circle it happened in, where it did.
    circle_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ChangeQuerySet] = ChangeQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [models.Index(fields=["user_id"], name="change_user")]

    def __str__(self) -> str:
        return f"change {self.pk}"
