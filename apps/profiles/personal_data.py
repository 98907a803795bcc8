"""This room's parts of a person's export, and of their erasure."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from apps.mail import pausing
from apps.mail.models import OutboxMail
from apps.profiles import recognition
from apps.profiles.changes import record_change
from apps.profiles.models import Block, Handle, Profile, ProfileTrait, User
from apps.profiles.paused_addresses import addresses_of
from apps.profiles.services.photos import remove_photo

S = OutboxMail.State


def account(user: User) -> dict[str, Any]:
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    known_by = {row.pk for row, on in recognition.by_address(user) if on}
    return {
        "email": user.email,
        "since": user.date_joined,
        "last_login": user.last_login,
        "leaving_at": user.leaving_at,
        "addresses": [_address(row, known_by) for row in addresses],
    }


def profile(user: User) -> dict[str, Any]:
    row = user.profile
    blocked = Block.objects.readable_by(user).select_related("blocked__profile").order_by("since", "pk")
    return {
        "name": row.name,
        "pronouns": row.pronouns,
        "pronunciation": row.pronunciation,
        "headline": row.headline,
        "about": row.about,
        "time_zone": row.time_zone,
        "photo": _photo(row),
        "name_changed": {"times": row.renames, "since": row.renames_since},
        "paused_at": row.paused_at,
        "paused_until": row.paused_until,
        "may_be_named": row.may_be_named,
        "facts": [_fact(trait) for trait in user.traits.select_related("topic").order_by("kind", "pk")],
        "handles": [_handle(handle) for handle in user.handles.order_by("site", "name", "pk")],
        "blocked": [{"name": block.blocked.profile.name, "since": block.since} for block in blocked],
    }


def mails(user: User) -> list[dict[str, Any]]:
    """Those that left. One that waits, or that there was nothing to say in, could tell what others did."""
    left = _mails_of(user).filter(state__in=(S.SENT, S.KEPT, S.BOUNCED, S.UNCERTAIN)).order_by("pk")
    return [{"about": row.purpose, "to": row.address, "at": row.settled_at} for row in left]


def _mails_of(user: User) -> QuerySet[OutboxMail]:
    addresses = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return OutboxMail.objects.filter(Q(user=user) | Q(address__in=addresses) | Q(address=user.email))


def _photo(row: Profile) -> str | None:
    """The picture itself, as a data address that a browser shows."""
    if not row.photo:
        return None
    try:
        with row.photo.open("rb") as file:
            return f"data:image/jpeg;base64,{b64encode(file.read()).decode()}"
    except FileNotFoundError:
        return None


def _address(row: EmailAddress, known_by: set[int]) -> dict[str, Any]:
    kept = {"email": row.email, "verified": row.verified, "primary": row.primary}
    return kept | {"circle_mates_recognise_me_by_it": row.pk in known_by}


def _handle(handle: Handle) -> dict[str, Any]:
    kept = {"site": handle.site, "handle": handle.name, "seen_by": handle.visibility}
    return kept | {"circle_mates_recognise_me_by_it": handle.recognise}


def _fact(trait: ProfileTrait) -> dict[str, Any]:
    return {
        "kind": trait.kind,
        "name": trait.name,
        "from": trait.year_from,
        "to": trait.year_to,
        "town": trait.town,
        "latitude": trait.latitude,
        "longitude": trait.longitude,
        "seen_by": trait.visibility,
        "in_circles": trait.reach,
        "may_match": trait.may_match if trait.is_sensitive else None,
        "since": trait.said_at,
    }


def erase(user: User, at: datetime) -> None:
    remove_photo(user)
    row = Profile.objects.get(user=user)
    row.name = row.pronouns = row.pronunciation = row.headline = row.about = ""
    row.time_zone, row.paused_at, row.paused_until, row.may_be_named, row.photo = "UTC", None, None, None, ""
    row.renames, row.renames_since = 0, None
    row.save()
    user.traits.all().delete()
    user.handles.all().delete()
    (Block.objects.filter(blocker=user) | Block.objects.filter(blocked=user)).delete()
    pausing.forget(addresses_of(user))
    _mails_of(user).delete()
    EmailAddress.objects.filter(user=user).delete()
    # Read by higher rooms' workers, who then forget what they worked out of this person.
    record_change(user, at=at)
