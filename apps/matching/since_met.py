"""What two who have met have come to share since: the story that began all this was one of these.

Found when somebody reads it, from facts that each of the two may open at that moment, and never noted beforehand. What
the other did with it, or with anything that is sealed, takes nothing away: neither a pause, nor that they left the
conversation, nor that they want to hear no more of this kind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.crypto import salted_hmac

from apps.introductions.models import Connection, Conversation
from apps.mail.links import at_home
from apps.matching.between import EVERYTHING
from apps.matching.distances import uses_miles
from apps.matching.engine import DEFAULTS, score_circle
from apps.matching.loading import facts_of
from apps.matching.models import NoReason, SinceMet
from apps.matching.news_of_met import LATELY, SAME_AGAIN, met_with_news
from apps.matching.reading import Line, Pair, groups_in
from apps.matching.reasons import Reason, tell
from apps.matching.statistics import statistics_lately
from apps.matching.voice import Voice
from apps.profiles.models import ProfileTrait, User, Visibility

# One a digest; half a day less, so that one which is a little early loses no week.
EVERY = timedelta(days=6, hours=12)
# On the home page, where nothing newer comes.
STANDS = timedelta(days=14)
# Of two people nothing else is in the way; of all whom one has met each is looked at as a pair, not as a circle.
PAIRS = replace(EVERYTHING, half_from=1_000_000, lines=1_000)
# Bits are stored rounded.
ENOUGH = DEFAULTS.threshold - 0.01


@dataclass(frozen=True, slots=True)
class NewlyShared:
    person: User
    reason: Reason
    key: str
    # Whether it has been noted that the reader was told.
    is_noted: bool
    conversation_id: int | None

    @property
    def stop_link(self) -> str:
        return at_home("since-met")

    @property
    def path(self) -> str:
        if self.conversation_id is None:
            return reverse("profiles:person", args=[self.person.pk])
        return reverse("introductions:conversation", args=[self.conversation_id])


@dataclass(frozen=True, slots=True)
class _Found:
    connection: Connection
    person: User
    line: Line
    reason: Reason
    key: str
    said_at: datetime | None  # the later of the two facts


def newly_shared(user: User, *, at: datetime, digest: int | None = None) -> NewlyShared | None:
    """One at most: on the home page, or with the id of its mail in the outbox for that digest."""
    met = met_with_news(user, at=at, standing_since=at - STANDS)
    if not met:
        return None
    told = list(SinceMet.objects.filter(user=user).order_by("-at", "-pk"))
    found = _found(user, met)
    last = told[0] if told else None
    is_mine = last is not None and (digest is None or last.mail_id in {None, digest}) and last.at > at - STANDS
    standing = _again(last, found) if last and is_mine else None
    if last and (last.at > at - EVERY or last.mail_id == digest is not None):
        return _open(standing, user, is_noted=True)
    return _open(_new(found, told, at), user, is_noted=False) or _open(standing, user, is_noted=True)


def _again(row: SinceMet, found: Sequence[_Found]) -> _Found | None:
    return next((one for one in found if (one.person.pk, one.key) == (row.other_id, row.reason)), None)


def _new(found: Sequence[_Found], told: Sequence[SinceMet], at: datetime) -> _Found | None:
    """The strongest of what became true since the two met, and since the reader was last told something of them."""
    before = {(row.other_id, row.reason) for row in told}
    last = {row.other_id: row.at for row in reversed(told)}
    new = [one for one in found if _is_news(one, last.get(one.person.pk), at) and one.reason.bits >= ENOUGH]
    new = [one for one in new if (one.person.pk, one.key) not in before]
    return max(new, key=lambda one: (one.reason.bits, -one.person.pk), default=None)


def _is_news(one: _Found, told_at: datetime | None, at: datetime) -> bool:
    if one.said_at is None or (told_at and told_at > at - SAME_AGAIN):
        return False
    return one.said_at > max(one.connection.since, at - LATELY, told_at or one.connection.since)


def _open(one: _Found | None, reader: User, *, is_noted: bool) -> NewlyShared | None:
    """What the reader says of themselves is for the other, too. It leads to their conversation, where the reader may
    open it and has not left it."""
    if one is None:
        return None
    mine = ProfileTrait.objects.filter(user=reader).visible_to(one.person)
    if not mine.filter(pk__in=one.line[1:3]).exists():
        return None
    talks = Conversation.objects.joined_by(reader).filter(introduction=one.connection.introduction_id)
    talk = talks.values_list("pk", flat=True).first() if one.connection.introduction_id else None
    return NewlyShared(one.person, one.reason, one.key, is_noted, talk)


def _found(reader: User, met: Sequence[Connection]) -> list[_Found]:
    """What the reader shares with each of them, of what may be said and is a reason to them."""
    by_person = {connection.other_id(reader): connection for connection in met}
    people = {pk: connection.other(reader) for pk, connection in by_person.items()} | {reader.pk: reader}
    facts = _facts(reader, people.values())
    circle = facts_of(people, list(facts), statistics_lately())
    scored = score_circle(circle, settings=PAIRS, only=sorted(people).index(reader.pk))
    names, miles = {pk: user.profile.first_name for pk, user in people.items()}, uses_miles(reader.profile.time_zone)
    left_out, found = NoReason.objects.by_user([reader.pk])[reader.pk], list[_Found]()
    groups = groups_in((Line(*line) for *_pair, lines in scored.rows() for line in lines), facts)
    for low, high, _score, lines in scored.rows():
        voice = Voice(reader.pk, (low, high), names, by_name=True, miles=miles, groups=groups)
        other = high if low == reader.pk else low
        counted = Pair(0, low, high, lines).without(left_out, reader.pk).lines()
        told = [_line(line, facts, voice, by_person[other], people[other]) for line in counted]
        found += [one for one in told if one]
    return found


def _line(
    line: Line, facts: dict[int, ProfileTrait], voice: Voice, connection: Connection, person: User
) -> _Found | None:
    low, high = facts[line.low], facts[line.high]
    reason = tell(line, low, high, voice)
    moments = [fact.said_at for fact in (low, high) if fact.said_at]
    key = key_of(line.type, low.topic_id, high.topic_id)
    return _Found(connection, person, line, reason, key, max(moments, default=None)) if reason else None


def key_of(kind: int, *topics: int) -> str:
    """What a reason is known by when it was told: nobody reads in it what was shared once the fact is gone."""
    told = "-".join(map(str, topics))
    return salted_hmac("matching.since_met", f"{kind}:{told}").hexdigest()


def _facts(reader: User, people: Collection[User]) -> dict[int, ProfileTrait]:
    """Nothing that is sensitive."""
    kept = ProfileTrait.objects.ordinary().exclude(visibility=Visibility.HIDDEN)
    return kept.filter(user__in=people).visible_to(reader).select_related("topic").in_bulk()
