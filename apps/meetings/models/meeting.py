from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.introductions.models import Connection
from apps.profiles import recognition

if TYPE_CHECKING:
    from apps.profiles.models import User

LONGEST_TITLE = 200
KEPT_AFTER = timedelta(days=30)


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def found_by(self, viewer: "User") -> Self:
        """On the viewer's own meetings, those whom they would find again by what they were found by: whoever has
        hidden, paused or blocked since, or shares no circle with them any more, is not there."""
        address = Q(by=Attendee.By.ADDRESS, address__in=recognition.addresses_to_recognise(viewer).values("pk"))
        name = Q(by=Attendee.By.NAME, person__in=recognition.names_to_recognise(viewer).values("user"))
        return self.filter(address | name, meeting__user=viewer)

    def shown_to(self, viewer: "User") -> Self:
        """The access funnel: the same without those of whom the viewer said that it is not them."""
        return self.found_by(viewer).filter(not_them_at=None)

    def sure(self) -> Self:
        """Without those who are only called like somebody on it."""
        return self.filter(Q(by=Attendee.By.ADDRESS) | Q(confirmed_at__isnull=False))

    def set_aside_by(self, viewer: "User") -> Self:
        """Those of whom the viewer said that it is somebody else, as long as they may be asked again."""
        return self.found_by(viewer).filter(not_them_at__isnull=False)

    def met_first(self, viewer: "User", *within: str) -> Self:
        """In the order in which they are named, where nothing is said of them. `within`: what they are ordered by
        before."""
        met = Connection.objects.visible_to(viewer).filter(Q(low=OuterRef("person")) | Q(high=OuterRef("person")))
        return self.annotate(is_met=Exists(met)).order_by(*within, "-is_met", Lower("person__profile__name"), "pk")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: one's own, with somebody in it who may be shown at this moment. Of one in which nobody may
        be shown any more there is nothing to read, not even that it once was there."""
        shown = Attendee.objects.shown_to(viewer).filter(meeting=OuterRef("pk"))
        return self.filter(Exists(shown), user=viewer)

    def readable_by(self, viewer: "User") -> Self:
        """The same with those on which nobody is left but whom the viewer has said to be somebody else: there they can
        take it back."""
        found = Attendee.objects.found_by(viewer).filter(meeting=OuterRef("pk"))
        return self.filter(Exists(found), user=viewer)

    def coming(self, at: datetime) -> Self:
        """Those that are not over, the next first."""
        return self.filter(ends_at__gt=at).order_by(F("starts_at").asc(nulls_first=True), "ends_at", "pk")

    def over(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at).order_by("-ends_at", "-pk")

    def timed(self) -> Self:
        """Those of which it is known when they begin."""
        return self.filter(starts_at__isnull=False)

    def forgettable(self, at: datetime) -> Self:
        """Those that ended a month ago, and those on which nobody is left."""
        left = Attendee.objects.filter(meeting=OuterRef("pk"))
        return self.filter(Q(ends_at__lte=at - KEPT_AFTER) | ~Exists(left))


class Meeting(models.Model):
    """A call somebody will be on, as they brought it here: theirs alone. It is there because of the people whom they
    may know on it; nothing of a meeting without such is kept, nor of anybody else who is on this one."""

    class Source(models.TextChoices):
        FILE = "file", _("from a calendar")
        WORDS = "words", _("from what you pasted")
        MAIL = "mail", _("from a forwarded invitation")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meetings")
    slug = models.CharField(max_length=22, unique=True)
    # A keyed hash of what the calendar knows it by: the same at each reading, and nothing can be read from it.
    key = models.CharField(max_length=64)
    # The same of a whole series of one organizer, hashed alike; empty of what is pasted.
    series = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    # Empty where what was pasted does not say; such a one is over by the end of that day.
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    # Of what lasts all day, its first: it stays that day wherever its reader is, and the two moments above follow them.
    day = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=5, choices=Source)
    read_at = models.DateTimeField()

    objects: ClassVar[MeetingQuerySet] = MeetingQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="meeting_once"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="meeting_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="meeting_over")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def begins(self) -> datetime | date | None:
        """To be read: a day, or a moment that is read in the reader's zone."""
        return self.day or self.starts_at

    @property
    def called(self) -> str:
        return self.title or str(_("A meeting without a title"))


class Attendee(models.Model):
    """Somebody on a meeting whom its owner may know. By the address: it is them. By the name: maybe, until the owner
    says so."""

    class By(models.TextChoices):
        ADDRESS = "address"
        NAME = "name"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=7, choices=By)
    address = models.ForeignKey(EmailAddress, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    not_them_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AttendeeQuerySet] = AttendeeQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendee_once"),
            models.CheckConstraint(
                condition=Q(by="address", address__isnull=False, confirmed_at=None, not_them_at=None)
                | Q(by="name", address=None),
                name="attendee_found_by",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(not_them_at__isnull=True), name="attendee_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"attendee {self.pk}"

    @property
    def is_maybe(self) -> bool:
        return self.by == Attendee.By.NAME and self.confirmed_at is None
