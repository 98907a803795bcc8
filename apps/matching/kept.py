"""What two people who both said yes have in common among the facts they keep for people they were introduced to. Worked
out when somebody reads it and never before: no candidate, score or count holds any of it."""

from collections.abc import Sequence

from apps.matching.between import EVERYTHING
from apps.matching.distances import uses_miles
from apps.matching.engine import score_circle
from apps.matching.loading import facts_of
from apps.matching.reading import Line, groups_in
from apps.matching.reasons import Reason, tell
from apps.matching.statistics import statistics_lately
from apps.matching.voice import Voice
from apps.profiles.models import ProfileTrait, User, Visibility


def sentences_kept(people: Sequence[User], reader: User) -> list[str]:
    """The best one of the reader and each other."""
    others = [user for user in people if user != reader]
    best = [_best(reader, other, by_name=len(others) > 1) for other in others]
    found = sorted((reason for reason in best if reason), key=lambda reason: -reason.bits)
    return [reason.sentence for reason in found]


def _best(reader: User, other: User, *, by_name: bool) -> Reason | None:
    low, high = sorted((reader, other), key=lambda user: user.pk)
    facts = _facts(reader, other)
    if not any(fact.visibility == Visibility.INTRODUCED for fact in facts.values()):
        return None
    scored = score_circle(facts_of([low.pk, high.pk], list(facts), statistics_lately()), settings=EVERYTHING)
    names = {user.pk: user.profile.first_name for user in (low, high)}
    lines = [Line(*line) for *_pair, evidence in scored.rows() for line in evidence]
    miles, groups = uses_miles(reader.profile.time_zone), groups_in(lines, facts)
    voice = Voice(reader.pk, (low.pk, high.pk), names, by_name, miles, groups)
    told = [_told(line, facts, voice) for line in lines]
    return max((reason for reason in told if reason), key=lambda reason: reason.bits, default=None)


def _told(line: Line, facts: dict[int, ProfileTrait], voice: Voice) -> Reason | None:
    """What neither keeps for people they met was told before."""
    one, other = facts[line.low], facts[line.high]
    is_kept = Visibility.INTRODUCED in (one.visibility, other.visibility)
    return tell(line, one, other, voice) if is_kept else None


def _facts(reader: User, other: User) -> dict[int, ProfileTrait]:
    """Of both, as far as each may open those of the other at this moment; nothing that is sensitive."""
    shown = ProfileTrait.objects.ordinary().exclude(visibility=Visibility.HIDDEN).filter(user__in=(reader, other))
    return shown.visible_to(reader).visible_to(other).select_related("topic").in_bulk()
