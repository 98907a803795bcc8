"""What a person is told of their own addresses that are not written to for now. Of an address that is not shown to be
theirs they are told nothing, as nobody is."""

from typing import Any

from allauth.account.models import EmailAddress

from apps.mail.models import PausedAddress
from apps.mail.pausing import pauses_of
from apps.profiles.models import User

Pauses = dict[str, PausedAddress]


def addresses_of(user: User) -> list[str]:
    """The one that letters go to, and the others that are shown to be theirs."""
    verified = EmailAddress.objects.filter(user=user, verified=True).order_by("pk").values_list("email", flat=True)
    return list(dict.fromkeys([user.email, *verified]))


def main_pause_of(user: User) -> Pauses:
    """Nothing where letters reach them."""
    return pauses_of([user.email])


def all_pauses_of(user: User) -> Pauses:
    found = pauses_of(addresses := addresses_of(user))
    return {address: found[address] for address in addresses if address in found}


def export(user: User) -> list[dict[str, Any]]:
    return [
        {"address": address, "mail_came_back_at": row.bounced_at, "reported_as_unwanted_at": row.reported_at}
        for address, row in all_pauses_of(user).items()
    ]
