from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.circles.models.circle import Circle
from apps.mail.states import Moving
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


TIME_TO_ACCEPT = timedelta(days=30)
STILL_LISTED = timedelta(days=30)
_FORGOTTEN = "@forgotten.invalid"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, at: datetime) -> Self:
        return self.filter(state=Invitation.State.PENDING, expires_at__gt=at, circle__closed_at__isnull=True)

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel for those who invite: the curators of the circle."""
        return self.filter(circle__memberships__user=viewer, circle__memberships__role="curator")

    def answerable(self, at: datetime) -> Self:
        """Those the invited person may still say yes to, also after a no."""
        states = (Invitation.State.PENDING, Invitation.State.DECLINED)
        return self.filter(state__in=states, expires_at__gt=at, circle__closed_at__isnull=True)

    def listed(self, at: datetime) -> Self:
        """What curators read as waiting or, for a while after the end, as not answered; a no is among them."""
        states = (Invitation.State.PENDING, Invitation.State.DECLINED)
        return self.filter(state__in=states, expires_at__gt=at - STILL_LISTED).order_by("-created_at", "-pk")

    def addressed_to(self, user: "User") -> Self:
        """To the person's log-in or another address that they have proved."""
        proven = EmailAddress.objects.filter(user=user, verified=True).values_list(Lower("email"))
        return self.filter(Q(address=user.email) | Q(address__in=proven))

    def offered_to(self, user: "User", at: datetime) -> Self:
        """Those the person may answer now: not from somebody gone or blocked either way, nor for a circle of theirs."""
        rows = self.pending(at).addressed_to(user).filter(inviter__is_active=True, inviter__suspended_at__isnull=True)
        apart = Exists(Block.objects.between(user, OuterRef("inviter")))
        return rows.exclude(circle__memberships__user=user).exclude(circle__held__user=user).exclude(apart)

    def sent_to(self, address: str, circle_id: int) -> Self:
        """Also those whose address has been forgotten."""
        return self.filter(circle=circle_id, address__in=(address, forgotten(address, circle_id)))

    def remembered(self) -> Self:
        return self.exclude(address__endswith=_FORGOTTEN)

    def over(self, at: datetime) -> Self:
        """Ended without a yes, and listed no longer."""
        silent = Q(state__in=(Invitation.State.PENDING, Invitation.State.DECLINED), expires_at__lte=at - STILL_LISTED)
        return self.filter(silent | Q(state=Invitation.State.REVOKED)).remembered()


def forgotten(address: str, circle_id: int) -> str:
    """What is kept in place of an address: enough to know it again, not to write to."""
    return salted_hmac("circles.invitation", f"{circle_id} {address}", algorithm="sha256").hexdigest() + _FORGOTTEN


class Invitation(Moving):
    """An offer to join a circle, to an address or as a personal one-use link. Nobody is shown to the circle before
    accepting it."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined"
        REVOKED = "revoked", _("Taken back")

    S = State
    TRANSITIONS = {
        S.PENDING: frozenset({S.ACCEPTED, S.DECLINED, S.REVOKED}),
        S.ACCEPTED: frozenset(),
        # Somebody may change their mind while the link works; and a curator must not notice a no when taking it back.
        S.DECLINED: frozenset({S.ACCEPTED, S.REVOKED}),
        S.REVOKED: frozenset(),
    }

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="invitations")
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Empty for a personal link, which the inviter passes on by themselves. Lower-case.
    address = models.EmailField(_("email address"), max_length=254, blank=True, default="")
    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    sentence = models.CharField(_("why they belong here"), max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Out of a batch of the staff: it uses up nobody's day.
    by_staff = models.BooleanField(default=False)
    # When a second mail was written: what nobody but the house reads.
    reminded_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="invitation_created_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "address"],
                condition=Q(state="pending") & ~Q(address=""),
                name="invitation_one_pending_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def may_be_answered(self, at: datetime) -> bool:
        return Invitation.objects.answerable(at).filter(pk=self.pk).exists()

    def state_for_curator(self, at: datetime) -> str:
        """A no is read as waiting until the end, then as silence."""
        if self.state in {self.State.ACCEPTED, self.State.REVOKED}:
            return str(self.get_state_display())
        return gettext("Waiting") if at < self.expires_at else gettext("Not answered")
