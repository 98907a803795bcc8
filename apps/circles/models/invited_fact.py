from typing import ClassVar

from django.db import models

from apps.circles.models.invitation import Invitation
from apps.profiles.models import ORDINARY


class InvitedFact(models.Model):
    """What somebody's list says of an invited person. It waits for that person's own tick; nobody else reads it."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=ORDINARY)
    name = models.CharField(max_length=80)
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager["InvitedFact"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "kind", "name"], name="invited_fact_once")]

    def __str__(self) -> str:
        return f"invited fact {self.pk}"

    @property
    def label(self) -> str:
        """As it is read on the page: "School: Bronxville High, 1991-1995", with a dash between the years."""
        years = "\u2013".join(str(year) for year in (self.year_from, self.year_to) if year)
        return ", ".join(filter(None, [f"{self.get_kind_display()}: {self.name}", years]))
