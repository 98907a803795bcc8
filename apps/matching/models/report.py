from typing import ClassVar, Self

from django.db import models

from apps.matching.report.figures import Figures
from apps.matching.report.periods import Period, last_ended

SHOWN = 13


class MatchingReportQuerySet(models.QuerySet["MatchingReport"]):
    def latest_first(self) -> Self:
        return self.order_by("-first_day")

    def of_a_year(self) -> "list[MatchingReport]":
        """Up to the latest one, which comes first."""
        return list(self.latest_first()[:SHOWN])


class MatchingReport(models.Model):
    """What was told of four weeks once they were over, and is never worked out again: of figures that follow the rows,
    two could be laid side by side, and what differs would be one person's. They speak of nobody."""

    first_day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    figures = models.JSONField()

    objects: ClassVar[MatchingReportQuerySet] = MatchingReportQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"matching report of {self.first_day}"

    @property
    def period(self) -> Period:
        return Period(self.first_day)

    def follows(self, other: "MatchingReport") -> bool:
        """Whether the other's weeks are the four right before."""
        return other.period == self.period.before

    @property
    def counts_reach(self) -> bool:
        """Whether these were the last weeks when it was made: of no others it can be told who had somebody."""
        return last_ended(self.made_at) == self.period

    @property
    def told(self) -> Figures:
        return Figures.read(self.figures)
