"""What a report counts, from the rows. Nothing of it leaves this package as it is: see veiling.py."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, When

from apps.circles.models.membership import MembershipQuerySet
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction
from apps.matching.engine import EvidenceType
from apps.matching.models import Candidate, Showing, Suggestion
from apps.matching.report.figures import Pair
from apps.matching.report.periods import Period
from apps.matching.statistics import members
from apps.profiles.models import User

AT_ONCE = 500


def people_there(period: Period) -> set[int]:
    """Present members who came before these weeks were over."""
    return set(_there(period).values_list("user_id", flat=True).distinct())


def people_covered(period: Period) -> int:
    """Those of them for whom the engine has found somebody by now. Of what is sealed, candidates know nothing."""
    return _with_somebody().filter(pk__in=_there(period).values("user")).count()


def people_waiting(period: Period) -> tuple[int, int]:
    """(before whom nobody came in these weeks, all) of those for whom there is somebody, and who came before them."""
    there = _with_somebody().filter(pk__in=members().filter(joined_at__lt=period.start).values("user"))
    shown = Showing.objects.filter(user=OuterRef("pk"), last_at__gte=period.start, first_at__lt=period.end)
    return there.exclude(Exists(shown)).count(), there.count()


def times_on_lists(period: Period) -> Counter[int]:
    """By person: before how many people they came as a suggestion for the first time."""
    other = Case(When(user=F("suggestion__low"), then=F("suggestion__high")), default=F("suggestion__low"))
    new = _came(period).annotate(other=other).values("other").annotate(times=Count("suggestion", distinct=True))
    return Counter(dict(new.order_by().values_list("other", "times")))


def came_by_type(period: Period) -> dict[EvidenceType, list[Pair]]:
    """The pairs of which one was put before the other, by what says most for them."""
    found = defaultdict[EvidenceType, list[Pair]](list)
    rows = Suggestion.objects.filter(pk__in=_came(period).values("suggestion"))
    for low, high, evidence in rows.order_by("pk").values_list("low_id", "high_id", "evidence").iterator():
        if evidence:
            found[EvidenceType(evidence[0][0])].append((low, high))
    return found


def asked_by_type(period: Period) -> dict[EvidenceType, tuple[list[Pair], list[Pair]]]:
    """Pairs that had been suggested, were asked, and whose time to answer ended in this period: those who met, and
    those who did not, whatever it was. A set of whom nobody was asked is an ask like any other."""
    found = defaultdict[EvidenceType, tuple[list[Pair], list[Pair]]](lambda: ([], []))
    rows = list(_asked(period))
    for asked in (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)):
        evidence = _evidence(asked)
        for circle_id, pair, made, asked_at in asked:
            kind = evidence.get((circle_id, pair))
            if kind and kind[1] <= asked_at:
                found[kind[0]][0 if made else 1].append(pair)
    return found


Asked = tuple[int, Pair, bool, datetime]  # circle, who, whether they met, when


def _asked(period: Period) -> Iterator[Asked]:
    first, end = period.start - TIME_TO_ANSWER, period.end - TIME_TO_ANSWER
    # Not by `closes_at`, which a block moves.
    rows = Introduction.objects.filter(asked_at__gte=first, asked_at__lt=end).order_by("pk")
    for circle_id, key, state, at in rows.values_list("circle_id", "participants_key", "state", "asked_at").iterator():
        people = [int(pk) for pk in key.split("-")]
        if len(people) == 2:
            yield circle_id, (people[0], people[1]), state == Introduction.State.MADE, at


def _evidence(asked: Sequence[Asked]) -> dict[tuple[int, Pair], tuple[EvidenceType, datetime]]:
    """By circle and pair: what says most for them, and since when they were suggested."""
    circles, lows = {circle_id for circle_id, *_ in asked}, {pair[0] for _circle, pair, *_ in asked}
    rows = Suggestion.objects.filter(circle__in=circles, low__in=lows, high__in={pair[1] for _c, pair, *_ in asked})
    found = rows.values_list("circle_id", "low_id", "high_id", "evidence", "made_at")
    return {(circle, (low, high)): (EvidenceType(lines[0][0]), at) for circle, low, high, lines, at in found if lines}


def _with_somebody() -> QuerySet[User]:
    low, high = (Candidate.objects.current().filter(**{side: OuterRef("pk")}) for side in ("low_id", "high_id"))
    return User.objects.filter(Exists(low) | Exists(high))


def _there(period: Period) -> MembershipQuerySet:
    return members().filter(joined_at__lt=period.end)


def _came(period: Period) -> QuerySet[Showing]:
    """In neither place before."""
    earlier = Showing.objects.filter(
        suggestion=OuterRef("suggestion"), user=OuterRef("user"), first_at__lt=period.start
    )
    rows = Showing.objects.filter(first_at__gte=period.start, first_at__lt=period.end)
    return rows.exclude(Exists(earlier))
