from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from apps.matching.models.refresh import Refresh


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def current(self) -> Self:
        pointer = Refresh.objects.filter(circle_id=OuterRef("circle_id")).values("generation")
        return self.filter(generation=Subquery(pointer))

    def of(self, user_id: int) -> Self:
        return self.filter(Q(low_id=user_id) | Q(high_id=user_id))


class Candidate(models.Model):
    """What the engine found about a pair inside a circle: derived and disposable, so without foreign keys (writing is
    many times faster), and nothing points at it. Never shown without asking the funnels again."""

    circle_id = models.BigIntegerField()
    generation = models.PositiveIntegerField()
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    score = models.FloatField()
    # [[type, fact of low, fact of high, bits, km or null], …] strongest first; see engine/evidence.py.
    evidence = models.JSONField(default=list)

    objects: ClassVar[CandidateQuerySet] = CandidateQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle_id", "generation", "low_id", "high_id"], name="candidate_once_per_generation"
            ),
            models.CheckConstraint(condition=Q(low_id__lt=F("high_id")), name="candidate_low_before_high"),
        ]
        indexes = [
            models.Index(fields=["low_id", "circle_id"], name="candidate_low"),
            models.Index(fields=["high_id", "circle_id"], name="candidate_high"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.circle_id}: {self.low_id}-{self.high_id}"
