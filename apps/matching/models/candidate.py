from base64 import b64decode, b64encode
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.matching.engine.evidence import Line
from apps.matching.engine.packing import pack, unpack
from apps.matching.models.refresh import Refresh


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def current(self) -> Self:
        pointer = Refresh.objects.filter(circle_id=OuterRef("circle_id")).values("generation")
        return self.filter(generation=Subquery(pointer))

    def of(self, user_id: int) -> Self:
        return self.filter(Q(low_id=user_id) | Q(high_id=user_id))

    def of_any(self, user_ids: Collection[int]) -> Self:
        return self.filter(Q(low_id__in=user_ids) | Q(high_id__in=user_ids))

    def best(self) -> Self:
        """In the order of what they are worth to both."""
        worth = Coalesce(F("worth_low"), 0.0) + Coalesce(F("worth_high"), 0.0)
        return self.order_by("-first", worth.desc(), "-score", "low_id", "high_id")


class EvidenceField(models.BinaryField[Any, Any]):
    """A third of the room that JSON takes, and written without a Python value for each number."""

    # What django-stubs takes a row's value for.
    _pyi_private_get_type: Any

    def from_db_value(self, value: bytes | memoryview, *_: object) -> list[Line]:
        return unpack(value)

    def value_to_string(self, obj: models.Model) -> str:
        return b64encode(pack(self.value_from_object(obj))).decode()

    def to_python(self, value: Any) -> Any:
        return unpack(b64decode(value)) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        content = value if isinstance(value, bytes) else pack(value)
        return super().get_db_prep_value(content, connection, prepared)


class Candidate(models.Model):
    """What the engine found about a pair inside a circle: derived and disposable, so without foreign keys (writing is
    many times faster), and nothing points at it. Never shown without asking the funnels again."""

    pk = models.CompositePrimaryKey("circle_id", "generation", "low_id", "high_id")
    circle_id = models.BigIntegerField()
    generation = models.PositiveIntegerField()
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    score = models.FloatField()
    # What the other is worth to each of the two, as the engine puts people into order; empty where the other is not
    # among their best.
    worth_low = models.FloatField(null=True)
    worth_high = models.FloatField(null=True)
    # Among the few of each person that are best for all together.
    first = models.BooleanField(default=True)
    # [(type, fact of low, fact of high, bits, km or None), …] strongest first; see engine/evidence.py.
    evidence = EvidenceField(default=list)

    objects: ClassVar[CandidateQuerySet] = CandidateQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(low_id__lt=F("high_id")), name="candidate_low_before_high"),
        ]
        indexes = [
            models.Index(fields=["low_id", "circle_id"], name="candidate_low"),
            models.Index(fields=["high_id", "circle_id"], name="candidate_high"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.circle_id}: {self.low_id}-{self.high_id}"
