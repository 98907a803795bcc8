"""Suggestions are kept for what was put before somebody, and only for that."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from apps.matching.choosing import cited
from apps.matching.models import Showing, Suggestion
from apps.matching.reading import Pair

Key = tuple[int, int, int]
# The last showing is not worth a write for every reload of a page.
SHOWN_AGAIN_SECONDS = 3600


def keep_suggestions(pairs: Sequence[Pair], *, at: datetime) -> dict[Key, Suggestion]:
    """By circle, low and high: the pairs' suggestions, with the evidence as it is now."""
    kept = _kept(pairs)
    missing = [pair for pair in pairs if _key(pair) not in kept]
    changed = [(kept[_key(pair)], pair) for pair in pairs if _key(pair) in kept]
    changed = [(row, pair) for row, pair in changed if cited(row.evidence) != cited(pair.evidence)]
    if missing or changed:
        with transaction.atomic():
            _create(missing, at)
            for row, pair in changed:
                _update(row, pair, at)
        kept = _kept(pairs)
    return kept


def show(suggestions: Mapping[int, Collection[Suggestion]], *, place: str, at: datetime) -> None:
    """Remembers that these were put before each person."""
    shown = {(user_id, one.pk) for user_id, some in suggestions.items() for one in some}
    rows = Showing.objects.filter(user__in=suggestions, place=place, suggestion__in={pk for _user, pk in shown})
    before = {(row.user_id, row.suggestion_id): row for row in rows if (row.user_id, row.suggestion_id) in shown}
    new = [Showing(suggestion_id=pk, user_id=user_id, place=place, first_at=at, last_at=at)
           for user_id, pk in sorted(shown - before.keys())]  # fmt: skip
    again = [row.pk for row in before.values() if (at - row.last_at).total_seconds() > SHOWN_AGAIN_SECONDS]
    if new:
        Showing.objects.bulk_create(new, ignore_conflicts=True)
    if again:
        Showing.objects.filter(pk__in=again).update(last_at=at)


def forget_shown(pairs: Iterable[tuple[int, int, int, datetime]], *, place: str) -> None:
    """By person, low and high, and since when: it came before their eyes in no way after all."""
    since = {(user_id, low_id, high_id): at for user_id, low_id, high_id, at in pairs}
    if not since:
        return
    users, lows, highs = (set(ids) for ids in zip(*since, strict=True))
    rows = Showing.objects.filter(user__in=users, place=place, suggestion__low__in=lows, suggestion__high__in=highs)
    found = rows.values_list("pk", "user_id", "suggestion__low_id", "suggestion__high_id", "first_at")
    over = [pk for pk, user, low, high, first_at in found if (at := since.get((user, low, high))) and first_at >= at]
    Showing.objects.filter(pk__in=over).delete()


def _kept(pairs: Sequence[Pair]) -> dict[Key, Suggestion]:
    lows, highs = {pair.low_id for pair in pairs}, {pair.high_id for pair in pairs}
    wanted = {_key(pair) for pair in pairs}
    rows = Suggestion.objects.filter(circle__in={pair.circle_id for pair in pairs}, low__in=lows, high__in=highs)
    found = {(row.circle_id, row.low_id, row.high_id): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def _create(pairs: Sequence[Pair], at: datetime) -> None:
    rows = [
        Suggestion(
            circle_id=pair.circle_id,
            low_id=pair.low_id,
            high_id=pair.high_id,
            made_at=at,
            score=pair.score,
            evidence=pair.evidence,
        )
        for pair in pairs
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)


def _update(row: Suggestion, pair: Pair, at: datetime) -> None:
    """With something new to say the pair may be shown for a while again, to both."""
    if not cited(pair.evidence) <= cited(row.evidence):
        row.showings.update(first_at=at)
    row.evidence, row.score = list(pair.evidence), pair.score
    row.save(update_fields=["evidence", "score"])


def _key(pair: Pair) -> Key:
    return (pair.circle_id, pair.low_id, pair.high_id)
