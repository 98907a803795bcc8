from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.circles import purposes
from apps.circles.addresses import addresses_of
from apps.circles.models import Circle, Invitation, Membership
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.staff.models.batch import Batch


class BatchLineQuerySet(models.QuerySet["BatchLine"]):
    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True)

    def sendable(self) -> Self:
        """Unsent, and whoever is to invite can: they are here, by a name, and keep the circle, which is open."""
        keeps = Membership.objects.curators().filter(circle=OuterRef("circle"), user=OuterRef("batch__curator"))
        here = Q(batch__curator__is_active=True, batch__curator__suspended_at__isnull=True)
        open_ones = self.unsent().filter(Exists(keeps), here, circle__closed_at__isnull=True)
        return open_ones.exclude(batch__curator__profile__name="")

    def about(self, user: User) -> Self:
        """To an address of the person's, or answered by them."""
        return self.filter(Q(address__in=addresses_of(user)) | Q(invitation__accepted_by=user))

    def joined(self) -> Self:
        return self.filter(joined_now())

    def bounced(self) -> Self:
        return self.filter(bounced_now())


class BatchLine(models.Model):
    """One person of a batch, for one circle. Until it is sent nobody has heard of it."""

    class Outcome(models.TextChoices):
        """What staff may know and nothing else: a no, a silence and a wish never to be written to leave it empty."""

        OPEN = "", _("No answer yet")
        JOINED = "joined", _("Joined")
        BOUNCED = "bounced", _("Bounced")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    tag = models.CharField(max_length=40)
    # Empty before the start.
    circle = models.ForeignKey(Circle, null=True, on_delete=models.PROTECT, related_name="+")
    # Emptied when the batch is stopped, the person erased, or the invitation long over.
    name = models.CharField(max_length=80, blank=True, default="")
    address = models.EmailField(max_length=254, blank=True, default="")
    sentence = models.CharField(max_length=300, blank=True, default="")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    # Written down before what it is read from is forgotten; until then it is read there.
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True, default=Outcome.OPEN)

    objects: ClassVar[BatchLineQuerySet] = BatchLineQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "tag", "address"], condition=~Q(address=""), name="batch_line_once_per_circle"
            )
        ]
        indexes = [
            models.Index(fields=["batch", "position"], name="batch_line_unsent", condition=Q(sent_at__isnull=True)),
            models.Index(fields=["address"], name="batch_line_address"),
        ]

    def __str__(self) -> str:
        return f"batch line {self.pk}"


def joined_now() -> Q:
    return Q(outcome=BatchLine.Outcome.JOINED) | Q(invitation__state=Invitation.State.ACCEPTED)


def bounced_now() -> Q:
    """A mail server said that there is nobody. That somebody wants no mail is theirs to know, and is no bounce."""
    mails = OutboxMail.objects.filter(purpose__in=purposes.TO_INVITED, state=OutboxMail.State.BOUNCED)
    refused = Exists(mails.filter(key=Cast(OuterRef("invitation_id"), models.CharField())))
    return (Q(outcome=BatchLine.Outcome.BOUNCED) | Q(refused)) & ~joined_now()
