from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle, Membership
from apps.mail.states import Moving
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel for participants. A shadow is visible to nobody it is about; what a participant may learn
        of the state is `Introduction.state_for`. Once somebody has left the circle, or blocked another of its people,
        it is gone for all of them, so that neither can be told from the other; except for those who have said yes to
        one that is made. Somebody's suspension hides it, too: to those who met, only where nobody else is left of the
        others. Nor does anybody see what waits until they have room for it."""
        joined = Q(_company_of(viewer), state=Introduction.State.MADE, answers__value="yes", answers__held=False)
        ended = _somebody_left() | _two_blocked() | _made_by_blocked(viewer)
        gone = ended | _somebody_suspended() | _made_by_suspended()
        told = Q(answers__user=viewer, answers__put_at__isnull=False)
        mine = self.filter(told & (joined | ~Q(gone)))
        return mine.filter(~_somebody_blocked(viewer), shadow=False)

    def visible_to_curator(self, viewer: "User") -> Self:
        """The access funnel for curators: what happened by hand in the circles they keep, among people they may see.
        What they are asked themselves they read as participants only: a shadow is about them, too."""
        kept = Circle.objects.curated_by(viewer)
        hidden = _somebody_blocked(viewer) | _somebody_suspended()
        by_hand = self.filter(~Q(hidden), circle__in=kept, origin=Introduction.Origin.CURATOR)
        return by_hand.exclude(pk__in=Introduction.objects.filter(answers__user=viewer))

    def open(self) -> Self:
        return self.filter(state=Introduction.State.ASKED)

    def standing(self) -> Self:
        """Without those that nobody is told of any more, whoever they are: somebody has left, or is suspended, or two
        of them blocked each other."""
        gone = _somebody_left() | _two_blocked() | _somebody_suspended() | _made_by_suspended()
        return self.filter(~Q(gone), shadow=False)

    def due(self, at: datetime) -> Self:
        """Asked, and past the closing time."""
        return self.open().filter(closes_at__lte=at)

    def awaiting(self, user: "User", at: datetime) -> Self:
        """What waits for this person's answer; in a group that is made already, their own yes still may come."""
        unanswered = Q(answers__user=user, answers__value="")
        alive = Q(state=Introduction.State.ASKED) | Q(state=Introduction.State.MADE)
        mine = self.visible_to(user).filter(pk__in=Introduction.objects.filter(unanswered))
        return mine.filter(alive, closes_at__gt=at, circle__closed_at__isnull=True).order_by("closes_at", "pk")

    def answered_by(self, user: "User", value: str, at: datetime) -> Self:
        """What this person can still answer otherwise: a yes until it is made, a no until its time is over."""
        said = Introduction.objects.filter(answers__user=user, answers__value=value)
        # A yes that is held knows nothing of its being made.
        apart = Introduction.objects.filter(Q(answers__held=True) | ~Q(answers__value="yes"), answers__user=user)
        alive = Q(state=Introduction.State.ASKED) | Q(state=Introduction.State.MADE, pk__in=apart)
        mine = self.visible_to(user).filter(alive, pk__in=said, circle__closed_at__isnull=True)
        return mine.filter(closes_at__gt=at).order_by("closes_at", "pk")


def _somebody_blocked(viewer: "User") -> Exists:
    this = Introduction.objects.filter(pk=OuterRef("pk"))
    return Exists(this.filter(Exists(Block.objects.between(viewer, OuterRef("answers__user")))))


def _made_by_blocked(viewer: "User") -> Exists:
    return Exists(Block.objects.between(viewer, OuterRef("made_by")))


def _somebody_suspended() -> Exists:
    this = Introduction.objects.filter(pk=OuterRef("pk"))
    return Exists(this.filter(answers__user__suspended_at__isnull=False))


def _made_by_suspended() -> Exists:
    this = Introduction.objects.filter(pk=OuterRef("pk"))
    return Exists(this.filter(made_by__suspended_at__isnull=False))


def _company_of(viewer: "User") -> Exists:
    """Somebody else who said yes and is not suspended."""
    this = Introduction.objects.filter(pk=OuterRef("pk"))
    another = Q(answers__user__lt=viewer.pk) | Q(answers__user__gt=viewer.pk)
    willing = Q(answers__value="yes", answers__held=False, answers__user__suspended_at__isnull=True)
    return Exists(this.filter(another, willing))


def _somebody_left() -> Exists:
    this = Introduction.objects.filter(pk=OuterRef("pk"))
    here = Membership.objects.filter(circle=OuterRef("circle"), user=OuterRef("answers__user"))
    return Exists(this.filter(~Exists(here)))


def _two_blocked() -> Exists:
    this = OuterRef("pk")
    return Exists(Block.objects.filter(blocker__answers__introduction=this, blocked__answers__introduction=this))


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
        then not made. A curator reads of an end only at the closing time, however and whenever it came; and at the
        closing time everything ends alike, also what no worker has closed yet."""
        mine = next((answer for answer in self.answers.all() if answer.user_id == viewer.pk), None)
        made, ended = self.state == self.State.MADE, self.state == self.State.NOT_MADE
        if (mine is None and ended) or (mine is not None and made and not mine.counts) or not (made or ended):
            return self.State.ASKED if at < self.closes_at else self.State.NOT_MADE
        return self.state

    @property
    def people(self) -> "list[User]":
        """In an order of their own: the database's changes when somebody answers. Prefetch `answers__user`."""
        return sorted((answer.user for answer in self.answers.all()), key=lambda user: user.pk)

    @property
    def present_introducer(self) -> "User | None":
        """Nobody who is gone; whether the reader and they blocked each other is not asked here."""
        maker = self.made_by
        return maker if maker and maker.is_active and not maker.suspended_at else None

    @property
    def readable_note(self) -> str:
        """Nothing of what somebody wrote who is suspended; it is back when they are."""
        return "" if self.made_by and self.made_by.suspended_at else self.note

    def introducer_for(self, reader: "User") -> "User | None":
        """Whom this reader is told to have introduced them: nobody who is gone, or blocked either way."""
        maker = self.present_introducer
        return None if maker is None or Block.objects.between(reader, maker).exists() else maker
