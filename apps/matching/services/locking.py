from apps.circles.services.locking import lock
from apps.matching.errors import SuggestionGone
from apps.matching.models import Suggestion


def lock_pair(suggestion: Suggestion) -> Suggestion:
    """The circle first, so that nobody leaves it meanwhile. Both may answer at once, and in different circles: every
    row about the pair is locked, in one order."""
    circle = lock(suggestion.circle)
    about = Suggestion.objects.filter(low=suggestion.low_id, high=suggestion.high_id)
    rows = {row.pk: row for row in about.select_for_update(no_key=True).order_by("pk")}
    if suggestion.pk not in rows:
        raise SuggestionGone
    locked = rows[suggestion.pk]
    locked.circle = circle
    return locked
