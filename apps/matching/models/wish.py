from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle
from apps.introductions.models import Connection, Introduction
from apps.matching.models.suggestion import Suggestion

if TYPE_CHECKING:
    from apps.profiles.models import User


class WishQuerySet(models.QuerySet["Wish"]):
    def of_two(self, low_id: int, high_id: int) -> Self:
        """About the two, whichever circle offered them."""
        return self.filter(suggestion__low=low_id, suggestion__high=high_id)

    def out(self) -> Self:
        """Those of which nothing has come."""
        met = Connection.objects.filter(low=OuterRef("suggestion__low"), high=OuterRef("suggestion__high"))
        return self.exclude(Exists(met))

    def standing_of(self, user: "User") -> Self:
        """A person's own, about people whom they may still read of."""
        return self.out().filter(user=user, suggestion__in=Suggestion.objects.visible_to(user))

    def on_bench_of(self, curator: "User") -> Self:
        """The access funnel for curators: in circles of theirs those by which they are asked, and where wishes show
        those whose makers were told so; none about themselves. Whom of the two they may see the bench asks besides."""
        kept = Circle.objects.curated_by(curator).running()
        told = Q(suggestion__circle__shows_wishes=True) | Q(asked=True)
        theirs = Q(suggestion__low=curator) | Q(suggestion__high=curator)
        return self.filter(told, suggestion__circle__in=kept, bench=Wish.Bench.YES).exclude(theirs)

    def opened_by(self, introduction: Introduction) -> Self:
        """What both wrote who are introduced because both wished for it, and kept sealed until then."""
        if introduction.origin != Introduction.Origin.WISH or introduction.state != Introduction.State.MADE:
            return self.none()
        low, high = (int(pk) for pk in introduction.participants_key.split("-"))
        sealed = self.of_two(low, high).filter(note_for=Wish.NoteFor.OTHER).exclude(note="")
        return sealed.filter(user__is_active=True, user__suspended_at__isnull=True)


class Wish(models.Model):
    """Sealed: "I would like to meet them". Two wishes make the introduction."""

    class NoteFor(models.TextChoices):
        OTHER = "other", _("Sealed until you are introduced")
        CURATORS = "curators", _("For the curators, to help them introduce you")

    class Bench(models.TextChoices):
        NO = ""
        YES = "yes"
        # The other's stood there already: two wishes side by side that make nothing would tell that something is in
        # the way. Told to nobody. Once the first is gone it moves up, on another day.
        BEHIND = "behind"

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="wishes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    note_for = models.CharField(max_length=8, choices=NoteFor, default=NoteFor.OTHER)
    bench = models.CharField(max_length=6, choices=Bench, blank=True, default=Bench.NO)
    # Its maker asked the curators for an introduction: they read that also where the circle shows no wishes.
    asked = models.BooleanField(default=False)
    # Of one that stands behind: when the daily run first found nothing before it any more.
    free_since = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WishQuerySet] = WishQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "user"], name="wish_once"),
            models.UniqueConstraint(fields=["suggestion"], condition=Q(bench="yes"), name="wish_one_on_a_bench"),
            models.CheckConstraint(condition=Q(asked=False) | ~Q(bench=""), name="wish_asked_of_curators"),
            models.CheckConstraint(condition=Q(note_for="other") | ~Q(bench=""), name="wish_note_for_its_readers"),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def is_for_curators(self) -> bool:
        """As its maker chose."""
        return self.bench != Wish.Bench.NO

    @property
    def is_read_by_curators(self) -> bool:
        """As far as its maker knows. With its circle."""
        return self.is_for_curators and (self.asked or self.suggestion.circle.shows_wishes)
