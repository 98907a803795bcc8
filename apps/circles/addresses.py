"""Reading the addresses that a curator typed or pasted."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from apps.circles.services.inviting import Invitee
from apps.profiles.models import User
from apps.profiles.plain_words import has_link

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Reading:
    invitees: list[Invitee] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def read(written: str) -> Reading:
    """Every address once, in the order written, and a sentence for each entry that is none. Entries stand on lines of
    their own or between commas: ana@example.org, or Ana Ruiz <ana@example.org>."""
    reading = Reading()
    seen: set[str] = set()
    for entry in filter(None, (part.strip() for part in re.split(r"[,;\n\r]+", written))):
        name, address = parseaddr(entry)
        if not is_address(address):
            sentence = _('"%(entry)s" is not an email address. Correct it or take it out.')
            reading.complaints.append(sentence % {"entry": entry[:80]})
        elif has_link(name):
            sentence = _('"%(entry)s" has a link for a name. Leave the name out or correct it.')
            reading.complaints.append(sentence % {"entry": entry[:80]})
        elif address.lower() not in seen:
            seen.add(address.lower())
            reading.invitees.append(Invitee(address.lower(), name))
    if len(reading.invitees) > MOST_AT_ONCE:
        reading.complaints.append(_("Invite at most %(most)s people at a time.") % {"most": MOST_AT_ONCE})
    return reading


def addresses_of(user: User) -> set[str]:
    """Those that the person has proved; of anybody else's nothing may be told."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {user.email} | {str(email).lower() for email in rows}


def is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254
