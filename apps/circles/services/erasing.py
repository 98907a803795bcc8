from datetime import datetime

from django.db.models import Exists, OuterRef

from apps.circles import purposes
from apps.circles.models import (
    Circle,
    CircleQuestion,
    Draft,
    Held,
    Invitation,
    InvitedFact,
    JoinRequest,
    Membership,
    QuestionSettled,
    Role,
    Word,
)
from apps.circles.services.closing import shut
from apps.circles.services.inviting import take_back
from apps.circles.services.leaving import end_membership, end_ties
from apps.circles.services.locking import lock, lock_all_of
from apps.circles.services.members import give_role
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, User


def erase(user: User, at: datetime) -> None:
    """The erasure step of this room. The caller holds the transaction."""
    lock_all_of(user)
    for membership in Membership.objects.filter(user=user).select_related("circle", "user").order_by("circle"):
        _leave_for_good(membership, at)
    for held in Held.objects.filter(user=user).select_related("circle").order_by("circle"):
        end_ties(held.circle, user, at=at)
        held.delete()
    JoinRequest.objects.filter(user=user).delete()
    _forget_invitations_to(user)
    _end_invitations_by(user, at)
    Draft.objects.filter(curator=user).delete()
    QuestionSettled.objects.filter(user=user).delete()
    # The answers that others gave are theirs, and stay on their pages.
    CircleQuestion.objects.filter(by=user).delete()
    Word.objects.filter(by=user).delete()


def _leave_for_good(membership: Membership, at: datetime) -> None:
    circle = lock(membership.circle)
    end_membership(membership, at=at)
    if circle.closed_at is None and not Membership.objects.curators().filter(circle=circle).exists():
        _hand_over(circle, membership.user, at)


def _hand_over(circle: Circle, user: User, at: datetime) -> None:
    """With nobody left the circle closes."""
    present = Membership.objects.filter(circle=circle, user__in=User.objects.present())
    heir = heir_of(circle, user) or present.order_by("joined_at", "pk").first()
    if heir:
        give_role(heir, Role.CURATOR, at=at)
        return
    shut(circle, at)


def heir_of(circle: Circle, user: User) -> Membership | None:
    """Who keeps the circle when the only one who does is erased: whoever has been there longest. The person reads it
    before, so nobody comes first of whom they know nothing, because one of them has blocked the other."""
    present = Membership.objects.filter(circle=circle, user__in=User.objects.present()).exclude(user=user)
    apart = Exists(Block.objects.between(user, OuterRef("user")))
    return present.exclude(apart).select_related("user__profile").order_by("joined_at", "pk").first()


def _forget_invitations_to(user: User) -> None:
    """An open invitation is the curators' own list: gone, it would tell of the erasure. It runs out like any silence,
    and is forgotten then."""
    Invitation.objects.filter(accepted_by=user).delete()
    InvitedFact.objects.filter(invitation__in=Invitation.objects.addressed_to(user)).delete()
    OutboxMail.objects.filter(purpose__in=purposes.TO_INVITED, address=user.email).delete()


def _end_invitations_by(user: User, at: datetime) -> None:
    sent = Invitation.objects.filter(inviter=user)
    for invitation in sent.filter(state__in=(Invitation.State.PENDING, Invitation.State.DECLINED)):
        take_back(invitation, at=at)
    sent.update(inviter=None, sentence="")
