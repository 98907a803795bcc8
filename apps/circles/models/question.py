from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models.circle import Circle
from apps.profiles.models import ORDINARY

MOST = 2


class Question(models.Model):
    """What the curators ask everybody who comes in. The answer becomes a fact of that person."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(_("question"), max_length=120)
    # What kind of fact the answer is.
    kind = models.CharField(max_length=10, choices=ORDINARY)

    objects: ClassVar[models.Manager["Question"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "position"], name="question_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=MOST), name="question_of_two"),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
