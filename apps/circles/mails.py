"""The composers of this room's mails. Each looks at how things stand when it is sent; None: there is nothing to say."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from apps.circles.models import Circle, Invitation, JoinRequest, Membership
from apps.circles.services.accepting import owner_of
from apps.circles.services.joining import stands_in
from apps.circles.tokens import invitation_link
from apps.mail.composers import Composed, render
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, User

MOST_MAILS_PER_ADDRESS = 2


def compose_invitation(mail: OutboxMail, at: datetime) -> Composed | None:
    invitation = _pending(mail, at)
    if invitation is None or not _is_welcome(invitation, already=0):
        return None
    return render("invitation", _words(invitation))


def compose_reminder(mail: OutboxMail, at: datetime) -> Composed | None:
    """Also not for somebody who keeps the circle no more."""
    invitation = _pending(mail, at)
    if invitation is None or not _is_welcome(invitation, already=1):
        return None
    keepers = Membership.objects.curators().filter(circle=invitation.circle_id, user=invitation.inviter)
    return render("invitation_reminder", _words(invitation)) if keepers.exists() else None


def compose_join_request(mail: OutboxMail, at: datetime) -> Composed | None:
    """Only to somebody who still keeps the circle and may know of the person."""
    mine = JoinRequest.objects.visible_to(mail.user) if mail.user else JoinRequest.objects.none()
    rows = mine.pending().filter(circle__closed_at__isnull=True).select_related("circle", "user__profile")
    request = rows.filter(pk=mail.payload["request"]).first()
    if request is None:
        return None
    link = absolute(reverse("circles:detail", args=[request.circle.tag]))
    return render("join_request", {"join_request": request, "link": link})


def compose_welcome(mail: OutboxMail, at: datetime) -> Composed | None:
    circle = Circle.objects.running().filter(pk=mail.payload["circle"], memberships__user=mail.user).first()
    if circle is None:
        return None
    link = absolute(reverse("circles:detail", args=[circle.tag]))
    context = {"circle": circle, "link": link, "newcomer": mail.payload["newcomer"]}
    return render("welcome", context)


def compose_made_curator(mail: OutboxMail, at: datetime) -> Composed | None:
    kept = Circle.objects.running().curated_by(mail.user) if mail.user else Circle.objects.none()
    circle = kept.filter(pk=mail.payload["circle"]).first()
    if circle is None:
        return None
    link = absolute(reverse("circles:detail", args=[circle.tag]))
    settings_link = absolute(reverse("circles:settings", args=[circle.tag]))
    return render("made_curator", {"circle": circle, "link": link, "settings_link": settings_link})


def _pending(mail: OutboxMail, at: datetime) -> Invitation | None:
    rows = Invitation.objects.select_related("circle", "inviter__profile").pending(at)
    return rows.filter(pk=mail.payload["invitation"]).first()


def _words(invitation: Invitation) -> dict[str, Any]:
    known = owner_of(invitation.address) is not None
    return {"invitation": invitation, "link": invitation_link(invitation), "reader_has_account": known}


def _is_welcome(invitation: Invitation, *, already: int) -> bool:
    """`already`: how many mails this invitation has written."""
    inviter = invitation.inviter
    if inviter is None or not User.objects.present().filter(pk=inviter.pk).exists():
        return False
    if not _wants_to_hear(invitation, already):
        return False
    owner = owner_of(invitation.address)
    if owner is None:
        return True
    return not stands_in(owner, invitation.circle_id) and not Block.objects.between(inviter, owner).exists()


def _wants_to_hear(invitation: Invitation, already: int) -> bool:
    """After two mails without a yes, a circle writes to an address no more."""
    earlier = Invitation.objects.sent_to(invitation.address, invitation.circle_id).filter(pk__lt=invitation.pk)
    silent = earlier.exclude(state=Invitation.State.ACCEPTED)
    written = silent.aggregate(first=Count("pk"), second=Count("reminded_at"))
    count: int = already + written["first"] + written["second"]
    return count < MOST_MAILS_PER_ADDRESS
