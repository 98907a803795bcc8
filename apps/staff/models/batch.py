from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.mail.states import Moving
from apps.staff.batches import limits

if TYPE_CHECKING:
    from apps.profiles.models import User
    from apps.staff.models.batch_line import BatchLineQuerySet


class BatchQuerySet(models.QuerySet["Batch"]):
    def whole(self) -> Self:
        """Without those whose file is being written down at this moment, or never was to the end."""
        return self.exclude(state=Batch.State.READING)

    def told_to(self, user: "User") -> Self:
        """Those that were started in the person's name; before that nobody has heard of one."""
        return self.filter(curator=user, started_at__isnull=False)

    def unfinished(self) -> Self:
        return self.filter(state__in=(Batch.State.READ, Batch.State.RUNNING, Batch.State.PAUSED))

    def due(self, at: datetime) -> Self:
        return self.filter(state=Batch.State.RUNNING, next_at__lte=at)


class Batch(Moving):
    """A list that staff bring for an association: its lines become invitations, so many a day."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READ = "read", _("Not started")
        RUNNING = "running", _("Going out")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("All are out")
        STOPPED = "stopped", _("Stopped")

    S = State
    TRANSITIONS = {
        S.READING: frozenset({S.READ}),
        S.READ: frozenset({S.RUNNING}),
        S.RUNNING: frozenset({S.PAUSED, S.DONE, S.STOPPED}),
        S.PAUSED: frozenset({S.RUNNING, S.STOPPED}),
        S.DONE: frozenset(),
        S.STOPPED: frozenset(),
    }

    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # In whose name people are invited; keeps all of the circles.
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Of the circles that do not exist before.
    purpose = models.CharField(_("purpose"), max_length=300, blank=True, default="")
    per_day = models.PositiveSmallIntegerField(default=limits.USUAL_A_DAY)
    state = models.CharField(max_length=7, choices=State, default=State.READING)
    # Rows of the file that are not among the lines: how many, and of the first of them [number, why].
    refused = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    # Came out of a backup: what went out since it was made is not known.
    restored = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    lines: "BatchLineQuerySet"  # the reverse of BatchLine.batch
    objects: ClassVar[BatchQuerySet] = BatchQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="running") | Q(next_at__isnull=False), name="batch_next_at"),
            models.CheckConstraint(
                condition=Q(per_day__gte=limits.FEWEST_A_DAY, per_day__lte=limits.MOST_A_DAY), name="batch_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"

    @property
    def interval(self) -> timedelta:
        """Between one line and the next: evenly over day and night."""
        return limits.DAY / self.per_day

    def slots(self, at: datetime) -> int:
        """How many lines may go at this moment."""
        assert self.next_at is not None
        return 1 + min(at - self.next_at, limits.CAUGHT_UP) // self.interval if at >= self.next_at else 0

    def after(self, count: int, at: datetime) -> datetime:
        """When the next one may go once so many more have."""
        assert self.next_at is not None
        return max(self.next_at, at - limits.CAUGHT_UP) + count * self.interval
