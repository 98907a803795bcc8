"""Who stands before an invitation."""

from datetime import datetime
from enum import Enum
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.circles.models import Invitation
from apps.circles.services.accepting import has_account, is_addressed_to, owner_of
from apps.circles.services.joining import stands_in
from apps.circles.tokens import invited_by
from apps.mail.suppression import is_suppressed
from apps.profiles.models import Block, User


class Standing(Enum):
    OVER = "over"  # nothing to answer any more; why is not told
    INSIDE = "inside"  # a member already
    INVITED = "invited"  # signed in, and may accept
    SOMEBODY_ELSE = "somebody_else"  # signed in with another address than the one invited
    NEWCOMER = "newcomer"  # came by the mailed link, has no account: accepting makes one
    SIGNED_OUT = "signed_out"  # came by the mailed link, has an account
    AT_THE_DOOR = "at_the_door"  # came by a personal link: signs up or in first


def standing_of(invitation: Invitation, viewer: User | AnonymousUser, *, at: datetime) -> Standing:
    if viewer.is_authenticated and stands_in(viewer, invitation.circle_id):
        return Standing.INSIDE
    if not is_open(invitation, viewer, at=at):
        return Standing.OVER
    if viewer.is_authenticated:
        mine = not invitation.address or is_addressed_to(invitation, viewer)
        return Standing.INVITED if mine else Standing.SOMEBODY_ELSE
    if not invitation.address:
        return Standing.AT_THE_DOOR
    return Standing.SIGNED_OUT if has_account(invitation.address) else Standing.NEWCOMER


def leads_in(path: str) -> str:
    """For the page of a personal link that is open, what it leads to: its holder may make an account. Whoever comes by
    a mailed link gets theirs without signing up."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    found = invited_by(match.kwargs["token"]) if match.view_name == "circles:invitation" else None
    if not found or standing_of(found, AnonymousUser(), at=timezone.now()) != Standing.AT_THE_DOOR:
        return ""
    return _("You are invited to #%(tag)s. With an account of your own you can come in.") % {"tag": found.circle.tag}


def is_open(invitation: Invitation, viewer: User | AnonymousUser, *, at: datetime) -> bool:
    inviter = invitation.inviter
    if inviter is None or not inviter.is_active or inviter.suspended_at is not None:
        return False
    # Signed out one reads what the address's owner may read: a block shows in neither.
    readers = {user.pk for user in (viewer, owner_of(invitation.address)) if user and user.is_authenticated}
    if any(Block.objects.between(reader, inviter).exists() for reader in readers):
        return False
    if invitation.address and is_suppressed(invitation.address):
        return False
    return invitation.may_be_answered(at)
