"""A forwarded invitation is read as one that is brought on the page, or its owner is told why not. Nothing of the mail
is kept or logged."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.inbound.addresses import ReplyAddress
from apps.mail.inbound.reading import Incoming
from apps.mail.inbound.whole import Whole
from apps.meetings.errors import NotRead
from apps.meetings.forwarding_mails import enqueue_not_read
from apps.meetings.models import Forwarded, ForwardingAddress, Meeting
from apps.meetings.models.forwarding import a_number
from apps.meetings.reading.apart import read_apart
from apps.meetings.reading.events import Event, Person, Series, Unreadable
from apps.meetings.reading.people import read_names, read_people
from apps.meetings.services.bringing import Brought
from apps.meetings.services.keeping import Outcome, keep, telling_nothing
from apps.meetings.services.pasting import keep_pasted
from apps.profiles.models import User
from apps.profiles.proven_addresses import is_address_of
from apps.profiles.services.presence import AccountGone, lock_present

# As many an hour as on the page; of those that were not read somebody is told of so many, and of those that came from
# an address which is not theirs, of one a day.
MOST, AN_HOUR = 20, timedelta(hours=1)
TOLD, A_DAY = 6, timedelta(days=1)
# Longer than a mail server tries to hand in the same mail again.
REMEMBERED = timedelta(days=8)
_FORWARDED = re.compile(r"^(?:\s*(?:fwd?|wg|wtr|tr|rv|i|enc|doorst|vs|vb)\s*:)+\s*", re.IGNORECASE)


@transaction.atomic
def renew_address(user: User, *, at: datetime) -> None:
    """A first one, or another: the one before is nobody's from now on. Raises AccountGone."""
    lock_present(user)
    ForwardingAddress.objects.update_or_create(user=user, defaults={"number": a_number(), "since": at})


def take_invitation(mail: Incoming, address: ReplyAddress, at: datetime) -> None:
    """The same mail again is nothing; so is one to an address that was made anew, and of somebody who has no account
    that works. Only what they send themselves is read: whoever else learns of the address could write calls into their
    list, and into the mails that tell of it."""
    known = ForwardingAddress.objects.filter(user__in=User.objects.present(), user=address.user_id)
    row = known.filter(number=address.about).select_related("user__profile").first()
    if row is None or mail.whole is None:
        return
    foreign = not is_address_of(row.user, mail.sender)
    if _is_known(row.user, mail, foreign=foreign):
        return
    # Not within the transaction: nobody else would write meanwhile.
    read = _Read() if foreign else _read(mail.whole, row.user, at)
    try:
        with telling_nothing():
            _take(mail, read, row, foreign=foreign, at=at)
    except AccountGone:
        return


@dataclass(frozen=True, slots=True)
class _Read:
    events: tuple[Event, ...] = ()
    series: tuple[Series, ...] = ()
    people: tuple[Person, ...] = ()
    named: tuple[Person, ...] = ()  # in its sentences, maybe
    title: str = ""
    why_not: str = ""
    is_answer: bool = False  # of which nobody expects anything


def _is_known(user: User, mail: Incoming, *, foreign: bool) -> bool:
    return Forwarded.objects.filter(user=user, digest=mail.digest, foreign=foreign).exists()


def _read(whole: Whole, user: User, at: datetime) -> _Read:
    if _recent(user, at) >= MOST:
        return _Read(why_not=_("You have forwarded twenty within an hour. Forward it again in a while."))
    return _read_calendars(whole, user, at) if whole.calendars else _read_words(whole)


def _recent(user: User, at: datetime) -> int:
    return Forwarded.objects.filter(user=user, foreign=False, at__gt=at - AN_HOUR).count()


def _read_calendars(whole: Whole, user: User, at: datetime) -> _Read:
    """Where one of several can be read, that is what was meant."""
    events, series, why_not, is_read, is_answer = list[Event](), list[Series](), "", False, True
    for raw in whole.calendars:
        try:
            found = read_apart(raw, zone=user.profile.zone.key, at=at)
        except Unreadable as unreadable:
            why_not = why_not or str(NotRead(unreadable))
            continue
        is_read = True
        if not found.is_answer:
            is_answer = False
            events += found.events
            series += found.series
    return _Read(tuple(events), tuple(series), why_not="" if is_read else why_not, is_answer=is_read and is_answer)


def _read_words(whole: Whole) -> _Read:
    people = read_people(whole.text)
    named = read_names(whole.text, beside=people)
    if not people and not named:
        return _Read(why_not=_("There is neither an invitation nor a name in it that can be read."))
    return _Read(people=people, named=named, title=_FORWARDED.sub("", whole.subject))


@transaction.atomic
def _take(mail: Incoming, read: _Read, known: ForwardingAddress, *, foreign: bool, at: datetime) -> None:
    user = known.user
    lock_present(user)
    # Made anew while this was read, it is nobody's.
    if not ForwardingAddress.objects.filter(pk=known.pk, number=known.number).exists():
        return
    row, is_new = Forwarded.objects.get_or_create(user=user, digest=mail.digest, foreign=foreign, defaults={"at": at})
    if not is_new:
        return
    if foreign or read.why_not:
        _tell(row, read.why_not, at)
        return
    outcome = _keep(user, read, at)
    # Whatever the reason is why nobody is shown, it is told alike.
    if not (outcome.meetings or outcome.cancelled or read.is_answer):
        _tell(row, Brought(outcome, len(read.events or read.people or read.named)).sentence, at, was_read=True)


def _keep(user: User, read: _Read, at: datetime) -> Outcome:
    if read.people or read.named:
        words, people, named = Meeting.Source.MAIL, read.people, read.named
        return keep_pasted(user, people, named=named, title=read.title, starts_at=None, source=words, at=at)
    return keep(user, read.events, series=read.series, source=Meeting.Source.MAIL, at=at)


def _tell(row: Forwarded, said: str, at: datetime, *, was_read: bool = False) -> None:
    most, within = (1, A_DAY) if row.foreign else (TOLD, AN_HOUR)
    mine = Forwarded.objects.filter(user=row.user, foreign=row.foreign, told_at__gt=at - within)
    if mine.count() >= most:
        return
    enqueue_not_read(row, said, was_read=was_read, at=at)
    row.told_at = at
    row.save(update_fields=["told_at"])


def forget_forwarded(*, at: datetime) -> int:
    """Those that no mail server hands in again; how many."""
    return Forwarded.objects.filter(at__lt=at - REMEMBERED).delete()[0]
