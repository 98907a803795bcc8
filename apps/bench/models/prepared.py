from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Held, Invitation, Membership

if TYPE_CHECKING:
    from apps.profiles.models import User

# Whoever leaves the welcome unfinished, but has a name, is introduced by it all the same after so long.
TIME_TO_SAY_WHO_ONE_IS = timedelta(hours=1)


class PreparedPersonQuerySet(models.QuerySet["PreparedPerson"]):
    def known(self) -> Self:
        """With `member_id`: the member, or who came by the invitation; null where nobody has."""
        return self.annotate(member_id=Coalesce("user_id", "invitation__accepted_by_id"))

    def of(self, user: "User") -> Self:
        return self.known().filter(member_id=user.pk)

    def hidden_from(self, viewer: "User") -> Self:
        """The viewer themselves, and whoever has come and is not to be seen by them."""
        seen = Membership.objects.visible_to(viewer)
        here = seen.filter(circle=OuterRef("prepared__circle"), user=OuterRef("member_id"))
        return self.known().filter(Q(member_id=viewer.pk) | Q(~Exists(here), member_id__isnull=False))

    def away(self, at: datetime) -> Self:
        """Who has not come yet, or has come and not said yet who they are."""
        early = Q(welcome_step__isnull=False, joined_at__gt=at - TIME_TO_SAY_WHO_ONE_IS)
        ready = Membership.objects.exclude(early | Q(user__profile__name=""))
        here = ready.filter(circle=OuterRef("prepared__circle"), user=OuterRef("member_id"))
        return self.known().filter(~Exists(here))

    def lost(self, at: datetime) -> Self:
        """Who will not come any more, or has left again; somebody held from the circle may come in still."""
        circle, member = OuterRef("prepared__circle"), OuterRef("member_id")
        here = Membership.objects.filter(circle=circle, user=member)
        held = Held.objects.filter(circle=circle, user=member)
        left = Q(~Exists(here), ~Exists(held), member_id__isnull=False)
        over = Q(invitation__state=Invitation.State.REVOKED) | Q(invitation__expires_at__lte=at)
        return self.known().filter(left | Q(over, member_id__isnull=True))


class PreparedQuerySet(models.QuerySet["Prepared"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: whoever keeps the circle, is none of its people and may see all of those who have come."""
        hidden = PreparedPerson.objects.hidden_from(viewer).values("prepared")
        return self.filter(circle__in=Circle.objects.curated_by(viewer)).exclude(pk__in=hidden)

    def standing(self, at: datetime) -> Self:
        """Which may still be asked."""
        return self.exclude(_ended(at))

    def due(self, at: datetime) -> Self:
        return self.filter(due_at__lte=at)

    def complete(self, at: datetime) -> Self:
        """Which waited for somebody, and do not any more; nobody is asked in the name of who is suspended."""
        missing = PreparedPerson.objects.away(at).values("prepared")
        running = self.filter(due_at__isnull=True, circle__closed_at__isnull=True, by__suspended_at__isnull=True)
        return running.exclude(pk__in=missing)

    def ready(self, at: datetime) -> Self:
        """Which it is time to ask."""
        return self.due(at) | self.complete(at)

    def over(self, at: datetime) -> Self:
        return self.filter(_ended(at))

    def with_people(self) -> Self:
        return self.select_related("circle", "by__profile").prefetch_related(
            "people__user__profile", "people__invitation__accepted_by__profile"
        )


def _ended(at: datetime) -> Q:
    """Somebody will not come any more, or its maker does not keep the circle any more."""
    makers = Membership.objects.curators().filter(circle=OuterRef("circle"), user=OuterRef("by"))
    return Q(pk__in=PreparedPerson.objects.lost(at).values("prepared")) | ~Q(Exists(makers))


class Prepared(models.Model):
    """An introduction that a curator has written and that nobody has been asked yet: for a few minutes, in which it can
    be taken back, or until all its people have come. Then it becomes an introduction, and the row is gone."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=500)
    # Sorted, members before invitations: "m12-m45-i7". Once in a circle for each set.
    key = models.CharField(max_length=130)
    at = models.DateTimeField()
    # Empty as long as somebody is awaited.
    due_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PreparedQuerySet] = PreparedQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "key"], name="prepared_once_per_set")]
        indexes = [models.Index(fields=["due_at"], name="prepared_due")]

    def __str__(self) -> str:
        return f"prepared {self.pk}"

    @staticmethod
    def key_of(member_ids: Iterable[int], invitation_ids: Iterable[int] = ()) -> str:
        members = [f"m{pk}" for pk in sorted(set(member_ids))]
        return "-".join([*members, *(f"i{pk}" for pk in sorted(set(invitation_ids)))])

    @property
    def count(self) -> int:
        """For how many it was written."""
        return len(self.key.split("-"))

    @property
    def in_order(self) -> "list[PreparedPerson]":
        return sorted(self.people.all(), key=lambda person: person.pk)

    @property
    def names(self) -> str:
        return str(get_text_list([person.called for person in self.in_order], _("and")))

    @property
    def awaited(self) -> str:
        """Who has not come yet, by what the curator called them."""
        return str(get_text_list([person.called for person in self.in_order if person.member is None], _("and")))

    @property
    def pair_key(self) -> str:
        """Of two members, as their proposal is known at the bench; else empty."""
        ids = sorted(person.user_id for person in self.people.all() if person.user_id is not None)
        return f"{ids[0]}-{ids[1]}" if len(ids) == 2 == len(self.people.all()) else ""


class PreparedPerson(models.Model):
    """One of its people: a member, or whoever comes by an invitation."""

    prepared = models.ForeignKey(Prepared, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[PreparedPersonQuerySet] = PreparedPersonQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prepared", "user"], name="prepared_user_once"),
            models.UniqueConstraint(fields=["prepared", "invitation"], name="prepared_invitation_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, invitation__isnull=False)
                | Q(user__isnull=False, invitation__isnull=True),
                name="prepared_person_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"prepared person {self.pk}"

    @property
    def member(self) -> "User | None":
        return self.user or (self.invitation.accepted_by if self.invitation else None)

    @property
    def called(self) -> str:
        if self.member:
            return self.member.profile.display_name
        return called_by(self.invitation) if self.invitation else ""


def called_by(invitation: Invitation) -> str:
    """What the curator wrote of who was invited; of a link for nobody in particular there is nothing."""
    return invitation.name or invitation.address or _("whoever has your link")
