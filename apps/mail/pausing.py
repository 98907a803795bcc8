"""Addresses that are not written to for now: mail came back from there for good, or its reader reported one of ours as
unwanted. What somebody waits for at this moment (a code to sign in) leaves all the same: it may have been a mistake,
and nobody is to be locked out by it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q

from apps.mail.address_hashes import found_among, hash_of
from apps.mail.composers import is_asked_for
from apps.mail.models import OutboxMail, PausedAddress


class Why(models.TextChoices):
    """Named as the field that says when."""

    BOUNCED = "bounced_at"
    REPORTED = "reported_at"


IN_WORDS = {Why.BOUNCED: "mail came back", Why.REPORTED: "a mail was reported as unwanted"}
PURPOSE = "paused"
FEWEST = 5
# Then a bounce is as good as none; a complaint stays.
LONGEST = timedelta(days=90)


def rounded(count: int) -> str:
    """At the command line, where nothing is translated, too, nobody is told of a few people."""
    return str(count) if count >= FEWEST else f"fewer than {FEWEST}"


def pauses_of(addresses: Iterable[str]) -> dict[str, PausedAddress]:
    """Those of them that are paused, in one query."""
    return found_among(addresses, PausedAddress.objects.paused(), PURPOSE)


def silent_among(mails: Sequence[OutboxMail]) -> set[int]:
    unasked = [mail for mail in mails if not is_asked_for(mail)]
    paused = pauses_of({mail.address for mail in unasked})
    return {mail.pk for mail in unasked if mail.address in paused}


def numbers() -> dict[Why, int]:
    """How many are paused, and why; who reported a mail counts for that alone."""
    paused = PausedAddress.objects.paused()
    reported = paused.filter(reported_at__isnull=False).count()
    return {Why.BOUNCED: paused.count() - reported, Why.REPORTED: reported}


@transaction.atomic
def pause(address: str, why: Why, *, happened_at: datetime) -> bool:
    """Whether it is paused now, which it is not where it is tried again since."""
    row = _locked(address, why, happened_at)
    if _is_over(row, happened_at):
        return False
    first: datetime | None = getattr(row, why)
    if first is None or happened_at < first:
        setattr(row, why, happened_at)
        row.save(update_fields=[why])
    return True


def try_again(address: str, *, at: datetime) -> bool:
    """By whoever has shown that it is theirs, or by an operator. Whether it was paused."""
    rows = PausedAddress.objects.paused().filter(address_hash=hash_of(address, PURPOSE))
    return bool(rows.update(bounced_at=None, reported_at=None, tried_again_at=at))


def try_all_again(*, since: datetime, at: datetime) -> int:
    """Those that mail came back from since then, where that was our own server's fault; how many. Whoever reported a
    mail stays unwritten to."""
    return _end_bounces(Q(bounced_at__gte=since), at=at)


def try_long_paused_again(*, at: datetime) -> int:
    """Those that mail came back from long ago; how many. A mailbox may be there again, whoever never signs in does not
    read that it was not, and where nobody has an account nobody could start it again."""
    return _end_bounces(Q(bounced_at__lte=at - LONGEST), at=at)


def forget(addresses: Iterable[str]) -> None:
    """With the account."""
    PausedAddress.objects.filter(address_hash__in=[hash_of(address, PURPOSE) for address in addresses]).delete()


def forget_tried_again(*, before: datetime) -> None:
    """Nothing can be told any more that happened before they were."""
    PausedAddress.objects.filter(bounced_at=None, reported_at=None, tried_again_at__lte=before).delete()


def _locked(address: str, why: Why, at: datetime) -> PausedAddress:
    rows = PausedAddress.objects.select_for_update()
    return rows.get_or_create(address_hash=hash_of(address, PURPOSE), defaults={why: at})[0]


def _end_bounces(which: Q, *, at: datetime) -> int:
    return PausedAddress.objects.filter(which, reported_at=None).update(bounced_at=None, tried_again_at=at)


def _is_over(row: PausedAddress, happened_at: datetime) -> bool:
    return row.tried_again_at is not None and happened_at <= row.tried_again_at
