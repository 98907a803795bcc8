"""Learning from a network's own ties how its people are put into order."""

from datetime import datetime, timedelta

from apps.matching.engine.ranking.learning import Learned, learn
from apps.matching.models import Weighing
from apps.matching.sampling import sampled_network
from apps.matching.statistics import statistics_lately

OFTEN = timedelta(days=7)
KEPT = 26


def learn_weights(*, at: datetime) -> Weighing | None:
    """The new weighing; None where it is too early, or there is not enough to learn from. Run twice on a day it says
    the same; cut off anywhere the one before counts."""
    newest = Weighing.objects.in_use().first()
    if newest and newest.on > (at - OFTEN).date():
        return None
    network = sampled_network(statistics_lately(), seed=at.date().toordinal())
    found = learn(network) if network else None
    if found is None:
        return None
    order, sorts = found
    row, _new = Weighing.objects.update_or_create(
        on=at.date(),
        defaults={
            "version": Weighing.VERSION,
            "strong": order.scale.strong.tolist(),
            "newcomers": order.newcomers.tolist(),
            "connected": order.connected.tolist(),
            "figures": {name: _figures(learned) for name, learned in sorts.items()},
        },
    )
    _forget_older()
    return row


def _figures(learned: Learned) -> dict[str, float]:
    return {"people": learned.people, "gain": round(learned.gain, 4), "shipped": round(learned.shipped, 4)}


def _forget_older() -> None:
    kept = Weighing.objects.order_by("-on").values("pk")[:KEPT]
    Weighing.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
