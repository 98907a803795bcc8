from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from apps.circles.errors import NamelessInviter
from apps.circles.models import Circle, Invitation
from apps.circles.models.invitation import TIME_TO_ACCEPT
from apps.circles.services.capping import refuse_too_many
from apps.circles.services.locking import lock_as_curator
from apps.circles.services.writing import write_invitation
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links

S = Invitation.State


class Invitee(NamedTuple):
    address: str  # empty for a personal link
    name: str = ""
    sentence: str = ""  # for this person alone


@transaction.atomic
def invite(
    circle: Circle,
    invitees: Sequence[Invitee],
    *,
    sentence: str = "",
    by: User,
    at: datetime,
    lane: OutboxMail.Lane = OutboxMail.Lane.QUICK,
) -> list[Invitation]:
    """One invitation each, in their order. Whether an address has an account, is in the circle already, or wants no
    mail makes no difference here: it is looked at when the mail is written."""
    for words in (sentence, *(words for invitee in invitees for words in (invitee.name, invitee.sentence))):
        refuse_links(words)
    locked = lock_as_curator(circle, by)
    if not by.profile.name:
        raise NamelessInviter
    refuse_too_many(locked, _new_of(locked, invitees, at), by=by, at=at)
    made = [_invite_one(locked, invitee, invitee.sentence or sentence, by, at) for invitee in invitees]
    for invitation in made:
        write_invitation(invitation, at=at, lane=lane)
    return made


@transaction.atomic
def invite_for_staff(circle: Circle, invitees: Sequence[Invitee], *, by: User, at: datetime) -> list[Invitation]:
    """Out of a batch, past the caps of a day. An open invitation to the same address stays as its curator worded it."""
    locked = lock_as_curator(circle, by)
    if not by.profile.name:
        raise NamelessInviter
    made = []
    for invitee in invitees:
        invitation = _standing(locked, invitee.address, at)
        if invitation is None:
            invitation = _create(locked, invitee, invitee.sentence, by, at, by_staff=True)
            write_invitation(invitation, at=at, lane=OutboxMail.Lane.BULK)
        made.append(invitation)
    return made


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    lock_as_curator(invitation.circle, by)
    locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    return take_back(locked, at=at)


def take_back(invitation: Invitation, *, at: datetime) -> Invitation:
    """What was said of the person goes with it. The caller holds the lock."""
    invitation.facts.all().delete()
    invitation.settled_at = at
    return invitation.move_to(S.REVOKED, "settled_at")


def _new_of(circle: Circle, invitees: Sequence[Invitee], at: datetime) -> list[str]:
    """Their addresses, without those whose invitation is open and only reworded; empty ones for links."""
    addresses = [invitee.address.strip().lower() for invitee in invitees]
    standing = Invitation.objects.filter(circle=circle, state__in=(S.PENDING, S.DECLINED), expires_at__gt=at)
    open_ones = set(standing.filter(address__in=set(addresses) - {""}).values_list("address", flat=True))
    return [address for address in addresses if not address] + sorted(set(addresses) - open_ones - {""})


def _invite_one(circle: Circle, invitee: Invitee, sentence: str, by: User, at: datetime) -> Invitation:
    standing = _standing(circle, invitee.address.strip().lower(), at)
    return _reworded(standing, invitee, sentence, by) if standing else _create(circle, invitee, sentence, by, at)


def _standing(circle: Circle, address: str, at: datetime) -> Invitation | None:
    """The open one to this address; what ran out makes room."""
    earlier = Invitation.objects.filter(circle=circle, address=address, state__in=(S.PENDING, S.DECLINED))
    for invitation in earlier if address else ():
        if invitation.expires_at > at:
            return invitation
        take_back(invitation, at=at)
    return None


def _create(
    circle: Circle, invitee: Invitee, sentence: str, by: User, at: datetime, *, by_staff: bool = False
) -> Invitation:
    return Invitation.objects.create(
        circle=circle,
        inviter=by,
        by_staff=by_staff,
        address=invitee.address.strip().lower(),
        name=invitee.name.strip()[:80],
        sentence=sentence,
        created_at=at,
        expires_at=at + TIME_TO_ACCEPT,
    )


def _reworded(invitation: Invitation, invitee: Invitee, sentence: str, by: User) -> Invitation:
    """Silent or declined, it says from now on what its curator wrote last; no second mail."""
    invitation.inviter, invitation.sentence = by, sentence
    invitation.name = invitee.name.strip()[:80] or invitation.name
    invitation.save(update_fields=["inviter", "sentence", "name"])
    return invitation
