from collections import defaultdict
from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.matching.engine import EvidenceType
from apps.profiles.models import ProfileTrait

# Evidence that rests on no fact of either: whom both know.
WITHOUT_FACTS = frozenset({EvidenceType.ACQUAINTANCE})
# What evidence counts for nothing with somebody: its type, and the fact of their own that it rests on, if any.
LeftOut = frozenset[tuple[int, int | None]]


class NoReasonQuerySet(models.QuerySet["NoReason"]):
    def by_user(self, user_ids: Collection[int]) -> defaultdict[int, LeftOut]:
        """Of each person; nothing for whoever left nothing out."""
        found = defaultdict[int, LeftOut](frozenset)
        for user_id, type_, fact_id in self.filter(user__in=user_ids).values_list("user_id", "type", "fact_id"):
            found[user_id] |= {(type_, fact_id)}
        return found


class NoReason(models.Model):
    """ "That is no reason for me": sealed, for its maker's own suggestions alone, until they take it back. It is known
    by a fact of their own, so that it tells of nobody else and goes with that fact."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    type = models.PositiveSmallIntegerField()  # of evidence; see engine/evidence.py
    # None where it rests on none: whom both know, whoever it is.
    fact = models.ForeignKey(ProfileTrait, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[NoReasonQuerySet] = NoReasonQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "type", "fact"], name="no_reason_once"),
            models.UniqueConstraint(fields=["user", "type"], condition=Q(fact=None), name="no_reason_bare_once"),
        ]

    def __str__(self) -> str:
        return f"no reason {self.pk}"
