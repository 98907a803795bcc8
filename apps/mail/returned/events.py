"""What a mail provider tells of our mails, in the words of anymail where they say enough, and in its own where they do
not: most providers' soft bounces are bounces to anymail, and a full mailbox is one of them."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.utils import timezone

from apps.mail.models import OutboxMail
from apps.mail.pausing import Why, pause
from apps.mail.returned.answers import says_nobody

log = logging.getLogger(__name__)

# Where in a provider's own words it stands what kind of bounce it was; all else counts as one that may be over.
_WHERE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Amazon SES": (("bounce", "bounceType"),),
    "Brevo": (("event",),),
    "MailerSend": (("data", "type"),),
    "Mailgun": (("event-data", "reason"),),
    "Mailjet": (("hard_bounce",),),
    "Mailtrap": (("event",),),
    "Mandrill": (("event",),),
    "Postmark": (("Type",), ("SuppressionReason",)),
    "Resend": (("data", "bounce", "type"),),
    "SendGrid": (("type",),),
    "SparkPost": (("bounce_class",),),
    "Unisender Go": (("delivery_info", "delivery_status"),),
}
_FOR_GOOD = frozenset(
    {
        *("permanent", "bounce", "hard_bounce", "hard_bounced", "hardbounce", "invalid_email", "suppress-bounce"),
        *("true", "10", "err_user_unknown", "err_user_inactive", "err_mailbox_discarded", "err_domain_inactive"),
    }
)
# What it would not send: it knows the address from before.
_KNOWN = {
    RejectReason.BOUNCED: Why.BOUNCED,
    RejectReason.INVALID: Why.BOUNCED,
    RejectReason.SPAM: Why.REPORTED,
}


def take_event(event: AnymailTrackingEvent, provider: str, *, at: datetime) -> None:
    """Of an address that no mail of ours went to it changes nothing: providers are shared with other programs."""
    address, why = event.recipient, read_event(event, provider)
    # PostgreSQL takes no NUL.
    is_address = isinstance(address, str) and address.isprintable()
    if why is None or not is_address or not OutboxMail.objects.left_for(address).exists():
        return
    told = event.timestamp
    happened_at = min(told, at) if told and timezone.is_aware(told) else at
    if pause(address, why, happened_at=happened_at):
        log.info("returned: an address is paused (%s), as %s says", why.name.lower(), provider)


def read_event(event: AnymailTrackingEvent, provider: str) -> Why | None:
    kind = event.event_type
    if kind == EventType.COMPLAINED:
        # Postmark calls a filter that took the mail for spam so, too.
        return Why.REPORTED if "spamnotification" not in _words(event, provider) else None
    if kind == EventType.REJECTED:
        return _KNOWN.get(event.reject_reason)
    is_for_good = kind == EventType.BOUNCED and _words(event, provider) & _FOR_GOOD
    return Why.BOUNCED if is_for_good and says_nobody(_answer(event)) is not False else None


def _words(event: AnymailTrackingEvent, provider: str) -> set[str]:
    found = (_at(event.esp_event, path) for path in _WHERE.get(provider, ()))
    return {str(word).lower() for word in found if word is not None}


def _at(told: Any, path: tuple[str, ...]) -> object:
    for name in path:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told


def _answer(event: AnymailTrackingEvent) -> str:
    said = (event.mta_response, event.description)
    return " ".join(one for one in said if isinstance(one, str))
