from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle
from apps.mail.states import Moving
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel for participants. A shadow is visible to nobody it is about; what a participant may learn
        of the state is `Introduction.state_for`."""
        mine = self.filter(answers__user=viewer, shadow=False)
        blocked = Block.objects.between(viewer, OuterRef("answers__user"))
        return mine.exclude(pk__in=Introduction.objects.filter(Exists(blocked)))

    def visible_to_curator(self, viewer: "User") -> Self:
        """The access funnel for curators: what happened by hand in the circles they keep."""
        kept = Circle.objects.curated_by(viewer)
        return self.filter(circle__in=kept, origin=Introduction.Origin.CURATOR)

    def open(self) -> Self:
        return self.filter(state=Introduction.State.ASKED)

    def due(self, at: datetime) -> Self:
        """Asked, and past the closing time."""
        return self.open().filter(closes_at__lte=at)

    def awaiting(self, user: "User", at: datetime) -> Self:
        """What waits for this person's answer; in a group that is made already, their own yes still may come."""
        unanswered = Q(answers__user=user, answers__value="")
        alive = Q(state=Introduction.State.ASKED) | Q(state=Introduction.State.MADE)
        mine = self.visible_to(user).filter(pk__in=Introduction.objects.filter(unanswered))
        return mine.filter(alive, closes_at__gt=at, circle__closed_at__isnull=True).order_by("closes_at", "pk")


class Introduction(Moving):
    """Two to six people brought together inside one circle."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        MADE = "made", _("Made")
        NOT_MADE = "not_made", _("Did not happen")

    class Origin(models.TextChoices):
        CURATOR = "curator"
        WISH = "wish"
        SUGGESTION = "suggestion"

    S = State
    TRANSITIONS = {
        S.ASKED: frozenset({S.MADE, S.NOT_MADE}),
        S.MADE: frozenset(),
        S.NOT_MADE: frozenset(),
    }

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="introductions")
    # Who introduces; empty when the workers suggested it or the introducer is gone.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    # Nobody is asked: the set is privately not to be introduced. Looks like silence to the curator.
    shadow = models.BooleanField(default=False)
    # Sorted ids of the participants, "12-45": one open introduction per circle and set.
    participants_key = models.CharField(max_length=130)
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[IntroductionQuerySet] = IntroductionQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "participants_key"], condition=Q(state="asked"), name="introduction_one_open_per_set"
            )
        ]
        indexes = [models.Index(fields=["closes_at"], name="introduction_closing", condition=Q(state="asked"))]

    def __str__(self) -> str:
        return f"introduction {self.pk}"

    @staticmethod
    def key_of(user_ids: Iterable[int]) -> str:
        return "-".join(str(i) for i in sorted(set(user_ids)))

    def state_for(self, viewer: "User", *, at: datetime) -> str:
        """What this reader may know. A group is made for those who said yes; for the rest of its people it is asked and
        then not made. A curator reads of an end only at the closing time, however and whenever it came."""
        mine = next((answer.value for answer in self.answers.all() if answer.user_id == viewer.pk), None)
        made, ended = self.state == self.State.MADE, self.state == self.State.NOT_MADE
        if (mine is None and ended) or (mine is not None and made and mine != "yes"):
            return self.State.ASKED if at < self.closes_at else self.State.NOT_MADE
        return self.state
