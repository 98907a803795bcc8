from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

MOST_ASKS, MOST_SUGGESTIONS = 5, 3


class Capacity(models.Model):
    """How much a person lets come to them. Theirs alone: nobody else reads it, nor anything that depends on it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="capacity")
    # A week, over all circles; empty where the person has chosen nothing.
    asks = models.PositiveSmallIntegerField(null=True, blank=True)
    suggestions = models.PositiveSmallIntegerField(null=True, blank=True)
    # When they said whether to pause, after some had passed them by; until they answer again they are not asked again.
    asked_to_pause_at = models.DateTimeField(null=True, blank=True)
    # What closes before this moment does not count as passed by: they asked for all of it, or are away.
    counts_from = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Capacity"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asks=None) | Q(asks__lte=MOST_ASKS), name="capacity_asks"),
            models.CheckConstraint(
                condition=Q(suggestions=None) | Q(suggestions__lte=MOST_SUGGESTIONS), name="capacity_suggestions"
            ),
        ]

    def __str__(self) -> str:
        return f"capacity {self.pk}"
