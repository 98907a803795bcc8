"""Evidence as sentences, written for a reader at the moment of reading."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _

from apps.matching import phrases
from apps.matching.distances import apart, town_of_both
from apps.matching.engine import DEFAULTS, EvidenceType
from apps.matching.grounds import Ground, grounds_of
from apps.matching.phrases import listed
from apps.matching.reading import FEWEST_COUNTED, FEWEST_UNNAMED, Book, Line, Pair, open_book
from apps.matching.relatives import group_of
from apps.matching.voice import Voice, voice_for
from apps.matching.years import years_together
from apps.profiles.models import ProfileTrait, TraitKind, User
from apps.profiles.places import are_two, point_of
from apps.profiles.whereabouts import may_be_several

SHOWN = 3
# More is no coincidence worth a word.
MOST_COUNTED = 20


@dataclass(frozen=True, slots=True)
class Reason:
    sentence: str
    # Names that the sentence leaves out, and a word or two for the drawing of what both share.
    topics: tuple[str, ...] = ()
    short: str = ""
    bits: float = 0.0
    # Subject and predicate, where it can be told in one sentence with another, and its place in there.
    who: str = ""
    what: str = ""
    place: int = 0
    # Where the reader is one of the two: what it rests on.
    grounds: tuple[Ground, ...] = ()
    # Where the sentence says of how many others it is true: without that.
    uncounted: str = ""


def reasons_for(
    circle_id: int, low: User, high: User, evidence: Sequence[Sequence[Any]], *, readers: Sequence[User]
) -> list[Reason]:
    """Strongest first; told to the first reader, from facts that all of them may open now."""
    pair = Pair(circle_id, low.pk, high.pk, evidence)
    return reasons_of(pair, open_book([pair], readers))


def reasons_of(pair: Pair, book: Book, *, by_name: bool = False) -> list[Reason]:
    if not book.are_here(pair):
        return []
    voice = voice_for(pair, book, by_name=by_name)
    told = [_reason(line, pair, book, voice) for line in pair.lines()]
    found = [reason for reason in (*told, _acquaintance(pair, book, voice)) if reason]
    return sorted(found, key=lambda reason: -reason.bits)


def strength(reasons: Sequence[Reason]) -> float:
    """Bits, as the engine counts them, of what may be said."""
    return sum(reason.bits for reason in reasons)


def unsaid(pair: Pair, book: Book) -> float:
    """Bits of the sensitive facts that both let in and nobody cites. They help what else there is to say."""
    sides = ((line, *_facts(line, pair, book)) for line in pair.lines())
    return sum(_bits(line) for line, low, high in sides if low and high and low.may_match and high.may_match)


def because(reasons: Sequence[Reason], *, limit: int = SHOWN) -> list[Reason]:
    """As they are shown: the two strongest in one sentence where that reads well, then the rest."""
    best = list(reasons[:limit])
    if len(best) < 2 or not (best[0].what and best[1].what) or best[0].who != best[1].who:
        return best
    return [_in_one(best[0], best[1]), *best[2:]]


def words(reasons: Sequence[Reason], *, limit: int = SHOWN) -> list[str]:
    """Short words for the drawing of what both share."""
    return [reason.short for reason in reasons[:limit] if reason.short]


def headline(reasons: Sequence[Reason]) -> str:
    shown = because(reasons)
    return shown[0].sentence if shown else ""


def _in_one(one: Reason, other: Reason) -> Reason:
    first, second = sorted((one, other), key=lambda reason: reason.place)
    words = {"who": first.who, "first": first.what, "second": second.what}
    sentence = _("%(who)s %(first)s, and %(second)s") % words
    grounds = first.grounds + second.grounds
    return replace(one, sentence=sentence, topics=first.topics + second.topics, what="", grounds=grounds, uncounted="")


def tell(line: Line, low: ProfileTrait, high: ProfileTrait, voice: Voice) -> Reason | None:
    """One line of evidence from two facts that all who read it may open; sensitive ones are never cited."""
    teller = _TELLERS.get(line.type)
    if teller is None or low.is_sensitive or high.is_sensitive:
        return None
    reason = teller(line, low, high, voice)
    return replace(reason, grounds=grounds_of(line, low, high, voice.reader_id)) if reason else None


def _reason(line: Line, pair: Pair, book: Book, voice: Voice) -> Reason | None:
    low, high = _facts(line, pair, book)
    reason = tell(line, low, high, voice) if low and high else None
    if reason is None or not low or not high or line.type != EvidenceType.SHARED:
        return reason
    return _with_count(reason, book.others_holding(pair.circle_id, low, high))


def _facts(line: Line, pair: Pair, book: Book) -> tuple[ProfileTrait | None, ProfileTrait | None]:
    here = pair.circle_id
    return book.fact(line.low, pair.low_id, here), book.fact(line.high, pair.high_id, here)


def _shared(line: Line, low: ProfileTrait, high: ProfileTrait, voice: Voice) -> Reason | None:
    # One of them may have said since which town or school it is.
    if low.topic_id != high.topic_id or are_two(low, high):
        return None
    years = years_together(low, high)
    table = phrases.SAME_YEARS if years and low.kind in phrases.SAME_YEARS else phrases.SAME
    if any(may_be_several(fact) for fact in (low, high)):
        table = phrases.UNSURE
    label = voice.label(low, high)
    what = voice.tell(table[low.kind], topic=label, years=years)
    return _told(line, voice, what, short=label, place=_place(low.kind))


def _near(line: Line, low: ProfileTrait, high: ProfileTrait, voice: Voice) -> Reason | None:
    names = (low.name, high.name)
    phrase = phrases.NEAR.get(phrases.school_word(*names) if low.kind == TraitKind.SCHOOL else low.kind)
    km = _km(low, high)
    if phrase is None or km is None or km > DEFAULTS.near_km:
        return None
    where = town_of_both(low, high, km) or apart(km, miles=voice.miles)
    what = voice.tell(phrase, distance=where)
    return _told(line, voice, what, topics=names, short=where, place=_place(low.kind))


def _km(low: ProfileTrait, high: ProfileTrait) -> float | None:
    """As they are now: either may have been put elsewhere since, or taken off the map."""
    here, there = point_of(low), point_of(high)
    return here.km_to(there) if here and there else None


def _help(line: Line, low: ProfileTrait, high: ProfileTrait, voice: Voice) -> Reason:
    seeker, giver = (low, high) if low.kind == TraitKind.SEEKS else (high, low)
    label = voice.label(low, high)
    words = {"topic": label, "seeker": voice.names[seeker.user_id], "giver": voice.names[giver.user_id]}
    if seeker.user_id == voice.reader_id:
        sentence = _("You seek “%(topic)s”, which %(giver)s offers") % words
    elif giver.user_id == voice.reader_id:
        sentence = _("%(seeker)s seeks “%(topic)s”, which you offer") % words
    else:
        sentence = _("%(seeker)s seeks “%(topic)s”, which %(giver)s offers") % words
    return Reason(sentence, short=label, bits=_bits(line))


def _related(line: Line, low: ProfileTrait, high: ProfileTrait, voice: Voice) -> Reason | None:
    group = group_of(low, high, voice.groups, line.bits)
    if group is None:
        return None
    first, second = (high, low) if high.user_id == voice.reader_id else (low, high)
    broad, narrow = (first, second) if first.topic_id == group.pk else (second, first)
    if broad.topic_id == group.pk:
        label, words = broad.label, {"one": voice.called(narrow.user_id), "ones": narrow.label}
        what = voice.tell(phrases.IN_PARTICULAR, group=label, **words)
    else:
        label, words = group.label, {"one": voice.called(first.user_id), "ones": first.label}
        words |= {"other": voice.called(second.user_id), "others": second.label}
        what = voice.tell(phrases.OF_ONE_GROUP, group=label, **words)
    # With another in one sentence it would be too long.
    return Reason(voice.sentence(what), short=label, bits=_bits(line))


_TELLERS: dict[int, Callable[[Line, ProfileTrait, ProfileTrait, Voice], Reason | None]] = {
    EvidenceType.SHARED: _shared,
    EvidenceType.NEAR: _near,
    EvidenceType.SEEKS_OFFERS: _help,
    EvidenceType.RELATED: _related,
}


def _acquaintance(pair: Pair, book: Book, voice: Voice) -> Reason | None:
    """Named are those only who agreed to it; several others together are hinted at."""
    found = book.acquaintances(pair)
    named = [row for row in found if row.user.profile.may_be_named]
    if not named and len(found) < FEWEST_UNNAMED:
        return None
    counted = {row.user_id for row in named or found}
    lines = (line for line in pair.lines() if line.type == EvidenceType.ACQUAINTANCE and line.low in counted)
    bits = sum(_bits(line) for line in lines)
    known = [row.user for row in named[:SHOWN]]
    grounds = (Ground(EvidenceType.ACQUAINTANCE, known=known),) if voice.reader_is_one else ()
    if not named:
        return Reason(voice.someone(), short=_("an acquaintance"), bits=bits, grounds=grounds)
    names = listed([user.profile.first_name for user in known])
    what = voice.tell(phrases.KNOW, names=names)
    return Reason(voice.sentence(what), short=names, bits=bits, who=voice.who, what=what, grounds=grounds)


def _told(line: Line, voice: Voice, what: str, *, short: str, place: int, topics: tuple[str, ...] = ()) -> Reason:
    return Reason(voice.sentence(what), topics, short, _bits(line), voice.who, what, place)


def _with_count(reason: Reason, others: int) -> Reason:
    if not FEWEST_COUNTED <= others <= MOST_COUNTED:
        return reason
    words = {"sentence": reason.sentence, "count": apnumber(others)}
    counted = _("%(sentence)s, like %(count)s others here") % words
    return replace(reason, sentence=counted, uncounted=reason.sentence)


def _bits(line: Line) -> float:
    return line.weighted


def _place(kind: str) -> int:
    return phrases.TOLD_FIRST.index(kind) + 1 if kind in phrases.TOLD_FIRST else len(phrases.TOLD_FIRST) + 1
