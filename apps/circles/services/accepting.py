"""What an invited person answers. Curators learn of a yes only."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from apps.circles.errors import AccountExists, InvitationOver, NotAddressed
from apps.circles.models import Held, Invitation, Membership
from apps.circles.services.locking import lock
from apps.circles.services.members import admit
from apps.circles.services.writing import write_welcome
from apps.mail.suppression import suppress
from apps.profiles import naming
from apps.profiles.models import User
from apps.profiles.services.blocking import block

S = Invitation.State


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User, at: datetime) -> Membership | Held:
    """An invitation to an address is accepted by the owner of that address, a personal link by whoever was given it."""
    locked = _lock_answerable(invitation, at)
    if locked.address and not is_addressed_to(locked, user):
        raise NotAddressed
    return _let_in(locked, user, at)


@transaction.atomic
def accept_as_newcomer(invitation: Invitation, *, at: datetime) -> User:
    """Makes the account of somebody who came by a mailed link: the link in their mail proves the address. Raises
    AccountExists when somebody has proved it before."""
    locked = _lock_answerable(invitation, at)
    if not locked.address:
        raise NotAddressed
    user = _claim_account(locked.address, at)
    name = naming.clean(locked.name)
    if not user.profile.name and naming.is_usable(name):
        user.profile.name = name
        user.profile.save(update_fields=["name"])
    _let_in(locked, user, at)
    write_welcome(user, locked.circle, key=f"invitation.{locked.pk}", newcomer=True, at=at)
    return user


@transaction.atomic
def decline_invitation(invitation: Invitation, *, at: datetime) -> Invitation:
    """No thanks. Saying it twice, or too late, is no error."""
    lock(invitation.circle)
    fresh = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if fresh.state == S.PENDING:
        fresh.settled_at = at
        fresh.move_to(S.DECLINED, "settled_at")
    return fresh


@transaction.atomic
def never_write(invitation: Invitation, *, at: datetime) -> Invitation:
    """No thanks, and nothing more. An address without an account is never written to again, by anybody; somebody with
    an account still wants their own mail, and is rid of the inviter instead."""
    lock(invitation.circle)
    owner = owner_of(invitation.address)
    if owner and invitation.inviter:
        block(owner, invitation.inviter, at=at)
    elif invitation.address:
        suppress(invitation.address, at=at)
    invitation.facts.all().delete()
    return decline_invitation(invitation, at=at)


def is_addressed_to(invitation: Invitation, user: User) -> bool:
    proven = EmailAddress.objects.filter(user=user, email__iexact=invitation.address, verified=True)
    return bool(proven.exists())


def has_account(address: str) -> bool:
    """Whether somebody has proved that this address is theirs."""
    return owner_of(address) is not None


def owner_of(address: str) -> User | None:
    """Who has proved that this address is theirs; also one that is not their log-in."""
    proven = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
    owner: User | None = proven.user if proven else None
    return owner


def _lock_answerable(invitation: Invitation, at: datetime) -> Invitation:
    lock(invitation.circle)
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("circle")
    locked = rows.filter(pk=invitation.pk).answerable(at).first()
    if locked is None:
        raise InvitationOver
    return locked


def _let_in(invitation: Invitation, user: User, at: datetime) -> Membership | Held:
    invitation.settled_at, invitation.accepted_by = at, user
    invitation.move_to(S.ACCEPTED, "settled_at", "accepted_by")
    return admit(invitation.circle, user, at=at)


def _claim_account(address: str, at: datetime) -> User:
    """A new account, or the one that somebody started with this address and never proved to be theirs: whatever
    password they set then is worthless from now on."""
    if has_account(address):
        raise AccountExists
    user = User.objects.filter(email=address).first() or _create_account(address, at)
    if not user.is_active or user.suspended_at is not None:
        raise InvitationOver
    user.set_unusable_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.filter(email__iexact=address).delete()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def _create_account(address: str, at: datetime) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(address, None, date_joined=at)
    except IntegrityError as error:
        # Two links to the same address, opened at the same instant.
        raise AccountExists from error
