"""The kinds of mail that a person can switch off, each by itself. What is about the account and its safety, or answers
what somebody did, is none of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Membership, Role
from apps.digests.models import UnwantedMail
from apps.introductions import mails, pitch_mails, tidings
from apps.mail import links
from apps.mail.models import OutboxMail
from apps.mail.surroundings import around
from apps.meetings import evening_mails
from apps.profiles.models import User

STOP = "mail.stop"
STOP_AGE = timedelta(days=365)


class Kind(NamedTuple):
    words: str | Promise
    # Where to find what no mail tells any more.
    instead: str | Promise
    purposes: tuple[str, ...]
    for_curators: bool = False


KINDS = {
    "asks": Kind(
        _("An introduction waits for your answer"), _("It waits on your home page all the same."), (mails.ASKED,)
    ),
    "reminders": Kind(
        _("A reminder, before it closes"), _("It waits on your home page all the same."), (mails.REMINDER,)
    ),
    "met": Kind(_("You have met somebody"), _("Your home page and your people show whom you met."), (mails.MADE,)),
    "messages": Kind(
        _("Somebody wrote to you"), _("Your home page shows who wrote, and so does the digest."), (mails.MESSAGE,)
    ),
    "tidings": Kind(
        _("Somebody whom you introduced thanks you, or has met"),
        _("Your home page shows it."),
        (tidings.PURPOSE,),
        True,
    ),
    "circles": Kind(
        _("Somebody asks to join a circle that you keep, or a pitch was reported there"),
        _("Your home page and the circle show it."),
        ("join_request", pitch_mails.REPORTED),
        True,
    ),
}
# Each is wanted by a choice of its own, and its composer writes how to end it.
ASKED_FOR = ("digest", evening_mails.PURPOSE)
_KIND_OF = {purpose: name for name, kind in KINDS.items() for purpose in kind.purposes}


def kinds_for(user: User) -> list[str]:
    """Those that may come to this person."""
    keeps = Membership.objects.running().filter(user=user, role=Role.CURATOR).exists()
    return [name for name, kind in KINDS.items() if keeps or not kind.for_curators]


def unwanted_among(mails: Sequence[OutboxMail]) -> set[int]:
    """Asked right before they are written; a digest is asked for by its schedule."""
    kinds = {mail.pk: (mail.user_id, _KIND_OF[mail.purpose]) for mail in mails if mail.purpose in _KIND_OF}
    if not kinds:
        return set()
    rows = UnwantedMail.objects.filter(user__in={user_id for user_id, _kind in kinds.values() if user_id})
    unwanted = set(rows.values_list("user_id", "kind"))
    return {pk for pk, kind in kinds.items() if kind in unwanted}


def list_headers(mail: OutboxMail) -> dict[str, str]:
    """What mail programs need to sort a kind, and to end it with one click (RFC 2919, RFC 8058)."""
    if mail.user_id is None:
        return {}
    if mail.purpose in ASKED_FOR:
        return {"List-Id": list_id(mail.purpose)}
    kind = _KIND_OF.get(mail.purpose)
    return {"List-Id": list_id(kind)} | unsubscribe_headers(stop_link(mail.user_id, kind)) if kind else {}


def list_id(kind: str) -> str:
    name = "".join(sign for sign in around()["site_name"] if sign.isascii() and (sign.isalnum() or sign in " -"))
    return f"{name.strip()} <{kind}.{urlsplit(settings.SITE_URL).hostname}>".strip()


def unsubscribe_headers(link: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def stop_link(user_id: int, kind: str) -> str:
    return links.absolute(reverse("digests:stop_by_link", args=[links.sign(STOP, user=user_id, kind=kind)]))
