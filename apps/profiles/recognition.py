"""By what circle-mates may recognise somebody whose address or handle they know already, such as from a calendar.

Whoever asks learns of nobody they may not see: not there, not proved, switched off, paused, on the way out, blocked and
in no circle of theirs are one and the same answer."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from apps.profiles import audiences
from apps.profiles.models import AddressSwitch, Handle, Profile, User
from apps.profiles.models.profile import ProfileQuerySet
from apps.profiles.models.user import UserQuerySet


def recognised(addresses: Collection[str], viewer: User) -> UserQuerySet:
    """The people whom the viewer may recognise by one of these addresses. One query, however many there are."""
    theirs = _proved(addresses).filter(user=OuterRef("pk"))
    return _recognisable(viewer).filter(Exists(theirs))


def recognised_by_address(addresses: Collection[str], viewer: User) -> dict[str, User]:
    """The same people by the address, in small letters, that the viewer knew. One query."""
    rows = _proved(addresses).filter(user__in=_recognisable(viewer)).select_related("user__profile")
    return {str(row.email).lower(): row.user for row in rows}


def recognised_by_handle(handles: Collection[str], viewer: User) -> UserQuerySet:
    """Claims, not proofs: whoever shows them says so beside them. People and not the handles, of which the viewer may
    not know where else they are used."""
    theirs = Handle.objects.recognising(handles).filter(user=OuterRef("pk"))
    return _recognisable(viewer).filter(Exists(theirs))


def addresses_to_recognise(viewer: User) -> "QuerySet[EmailAddress]":
    """Every address by which the viewer may recognise somebody. Whoever looks for some of them among all does the same
    work whomever they look for: neither the database's questions nor the time tell who is not to be found, and why."""
    rows: QuerySet[EmailAddress] = EmailAddress.objects.filter(_on(), verified=True, user__in=_recognisable(viewer))
    return rows


def names_to_recognise(viewer: User) -> ProfileQuerySet:
    """Whose full names the viewer reads in a circle, whatever else is so with them: that somebody paused is not told by
    their name's being found no more."""
    return Profile.objects.visible_to(viewer).filter(audiences.sharing(viewer, "user")).exclude(user=viewer)


def by_address(user: User) -> list[tuple[EmailAddress, bool]]:
    """One's own proved addresses, each with whether one is recognised by it; the main one first."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    on = set(rows.filter(_on()).values_list("pk", flat=True))
    return [(row, row.pk in on) for row in rows]


def _on() -> Q:
    """The address that somebody logs in with recognises them until they say anything of their addresses; from then on
    those that they say, also when they log in with another one."""
    said = Exists(AddressSwitch.objects.filter(address__user=OuterRef("user")))
    return Q(switch__on=True) | Q(~said, switch__isnull=True, primary=True)


def _proved(addresses: Collection[str]) -> "QuerySet[EmailAddress]":
    known = {address.strip().lower() for address in addresses}
    rows: QuerySet[EmailAddress] = EmailAddress.objects.alias(small=Lower("email")).filter(small__in=known)
    return rows.filter(_on(), verified=True)


def _recognisable(viewer: User) -> UserQuerySet:
    seen = Profile.objects.visible_to(viewer).values("user")
    mates = User.objects.reachable().filter(audiences.sharing(viewer, "pk"), pk__in=seen)
    return mates.exclude(pk=viewer.pk)
